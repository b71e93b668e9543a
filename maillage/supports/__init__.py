"""What the network deploys to support cooperations and teams."""
