// Writing the search index.

// == write
UNWIND $p.rows AS row
MATCH (found:Label {id: row[0]})
SET found.searchWords = row[1], found.searchedAs = row[2]

// == size
RETURN COUNT { (:Customer) } + COUNT { (:Product) } + COUNT { (:Project) } + COUNT { (:Expert) } + COUNT { (:Case) }
  + COUNT { (:Report) } + COUNT { (:Subsidiary) } AS size
