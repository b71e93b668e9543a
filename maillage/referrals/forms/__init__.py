"""What is asked of a referral, step by step."""
