"""What a clause, an edition, a finding and a verdict are: plain Python that knows no record and no database."""
