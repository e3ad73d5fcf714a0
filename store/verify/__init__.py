"""What an auditor runs: it reads a log or a bundle by itself, and shares nothing with what wrote it but the rules."""
