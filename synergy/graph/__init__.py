"""The engine room: knows GraphQL and Cypher, knows no noun."""
