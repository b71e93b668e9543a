"""What may be done with referrals."""
