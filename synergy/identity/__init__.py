"""Who is who: company names read, pairs of records compared and scored, duplicates found."""
