// How many subsidiaries serve the customer: counts go further than names.
MATCH (this)<-[serves:SERVES]-(owner)
WHERE valid(serves) AND countable(serves)
RETURN count(DISTINCT owner) AS count
