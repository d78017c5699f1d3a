// Projects like `this` one: the share of topics in common among those of either counts for seven tenths, a product in
// common for two, the same region for one.
WITH COLLECT { MATCH (this)-[:HAS_TOPIC]->(topic:Topic) RETURN topic ORDER BY topic.id } AS mine,
     COLLECT { MATCH (this)-[:USES]->(used:Product) WHERE visible(used) RETURN used ORDER BY used.id } AS products,
     COLLECT { MATCH (this)-[:LOCATED_IN]->(place:Region) RETURN place } AS places
UNWIND mine AS topic
MATCH (topic)<-[:HAS_TOPIC]-(project:Project)
WHERE project <> this
WITH mine, products, places, project, collect(topic) AS shared
WHERE visible(project)
WITH products, project, shared, size(mine) + COUNT { (project)-[:HAS_TOPIC]->(:Topic) } - size(shared) AS either,
     [one IN products WHERE EXISTS { (project)-[:USES]->(one) }] AS common,
     [place IN places WHERE EXISTS { (project)-[:LOCATED_IN]->(place) }] AS near
WITH project, shared, common, near, 0.7 * size(shared) / either
  + CASE common WHEN [] THEN 0.0 ELSE 0.2 END + CASE near WHEN [] THEN 0.0 ELSE 0.1 END AS score
ORDER BY score DESC, project.id LIMIT $first
WITH project, score, [topic IN shared | {
  text: '同样涉及“' + topic.name + '”', textEn: 'About ' + topic.nameEn + ' as well'
}] + [product IN common[..1] | {
  text: '同样使用“' + product.name + '”', textEn: 'Uses ' + product.nameEn + ' as well'
}] + [place IN near | {text: '同在' + place.name, textEn: 'In ' + place.nameEn + ' as well'}] AS reasons
RETURN project, score, reasons
