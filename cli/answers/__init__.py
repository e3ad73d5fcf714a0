"""The answers to the questions besides `known`: asked of a log, and given in every form."""
