"""What the commands on kept views and webhooks do."""
