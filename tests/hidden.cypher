// What `hidden.py` changes in the graph. All that is made carries `sourceSystem: 'hidden'` or `recordedBy: 'hidden'`.
// == renamed
MATCH (c:Customer {id: $p.id}) SET c += $p.own

// == customer
MATCH (s:Subsidiary {id: $p.owner})
MATCH (i:Industry) WITH s, i ORDER BY i.id LIMIT 1
MATCH (r:Region) WITH s, i, r ORDER BY r.id LIMIT 1
CREATE (s)-[edge:SERVES {stage: 'ACTIVE', lastContactOrder: date('0001-01-01')}]->(c:Customer {
  id: 'cus_hidden', name: '一家新客户', kind: $p.kind, sizeBand: 'LARGE', employeesOrder: 5, uscc: '91H'
})
SET c += $p.entity, edge += $p.period
CREATE (c)-[:IN_INDUSTRY]->(i)
CREATE (c)-[:LOCATED_IN]->(r)

// == service
MATCH (s:Subsidiary {id: $p.owner}) MATCH (c:Customer {id: $p.id})
CREATE (s)-[edge:SERVES {stage: 'KEY', lastContactOrder: date('0001-01-01')}]->(c)
SET edge += $p.period

// == stage
MATCH ({id: $p.start})-[edge:SERVES {validFrom: $p.from}]->({id: $p.end}) SET edge += $p.own

// == holding
MATCH (c:Customer {id: $p.id}) MATCH (x:Product {id: $p.product})
CREATE (c)-[edge:HOLDS {band: 'LARGE', bookedBy: $p.owner}]->(x)
SET edge += $p.period

// == project
MATCH (s:Subsidiary {id: $p.owner}) MATCH (c:Customer {id: $p.id})
CREATE (s)-[edge:PARTICIPATES {role: 'PARTNER', lead: true}]->(x:Project {
  id: 'prj_hidden', name: '未公开项目', nameEn: 'Unknown', summary: '', summaryEn: '', stage: 'UNDERWAY',
  startedOn: date('2022-05-01')
})-[:WITH]->(c)
SET x += $p.entity, edge += $p.period

// == part
MATCH (s:Subsidiary {id: $p.owner}) MATCH (x:Project {id: $p.id})
CREATE (s)-[edge:PARTICIPATES {role: 'ADVISER', lead: false}]->(x)
SET edge += $p.period

// == entry
MATCH (x {id: $p.id})
CREATE (e:RestrictedEntry {
  id: 'ent_hidden', kind: $p.kind, reason: '交易', standing: $p.standing,
  activeFrom: date('2022-01-01'), activeUntil: date('9999-12-31')
})-[:BLOCKS]->(x)
SET e += $p.entity

// == policy
MATCH (s:Subsidiary {id: $p.owner}) MATCH (r:Organisation {id: $p.receiver})
CREATE (s)-[:DEFINES]->(x:SharePolicy {
  id: 'pol_hidden', level: 'ALL', kinds: [], fields: ['USCC'], standing: $p.standing,
  activeFrom: date('2020-01-01'), activeUntil: date('9999-12-31')
})-[:TOWARDS]->(r)
SET x += $p.entity

// == grant
MATCH (s:Subsidiary {id: $p.owner}) MATCH (r:Organisation {id: $p.other}) MATCH (c:Customer {id: $p.id})
CREATE (s)<-[:GRANTED_BY]-(x:Grant {
  id: 'gra_hidden', purpose: 'SERVICE', fields: ['USCC'], recertifications: 0,
  activeFrom: date('2022-01-01'), activeUntil: date('9999-12-31'), recertifyBy: date('9999-12-31')
})-[:GRANTS]->(c)
CREATE (x)-[:GRANTED_TO]->(r)
SET x += $p.entity
CREATE (q:AccessRequest {
  id: 'req_hidden', purpose: 'SERVICE', fields: [], reason: '', standing: 'PENDING', until: date('2027-01-01')
})-[:CONCERNS]->(c)
CREATE (q)-[:ADDRESSED_TO]->(s)
CREATE (q)-[:REQUESTED_FOR]->(r)
SET q += $p.entity

// == consent
MATCH (s:Subsidiary {id: $p.owner}) MATCH (r:Organisation {id: $p.other}) MATCH (c:Customer {id: $p.id})
CREATE (s)<-[:HELD_BY]-(x:Consent {
  id: 'con_hidden', purpose: 'SERVICE', categories: ['IDENTITY'], method: 'SIGNED', evidence: '',
  activeFrom: date('2022-01-01'), activeUntil: date('9999-12-31')
})
CREATE (x)-[:CONSENTS_FOR]->(c)
CREATE (x)-[:CONSENTS_TO]->(r)
SET x += $p.entity

// == record
MATCH (s:Subsidiary {id: $p.owner}) MATCH (c:Customer {id: $p.id})
CREATE (s)<-[:SUPPLIED_BY]-(x:SourceRecord {
  id: 'src_hidden', name: '一行', payload: '{}', contentHash: 'x', receivedAt: datetime('2026-01-01T00:00:00Z')
})-[:RESOLVES_TO {score: 1.0, method: 'IDENTIFIER', evidence: '', recordedAt: datetime('2026-01-01T00:00:00Z')}]->(c)
CREATE (c)-[:HAS_ID]->(i:Identifier {id: 'idn_uscc_hidden', scheme: 'USCC', value: 'hidden'})
SET x += $p.entity, i += $p.entity

// == draft
MATCH (s:Subsidiary {id: $p.owner}) MATCH (e:Expert {id: $p.id})
MATCH (t:Topic) WITH s, e, t ORDER BY t.id LIMIT 1
CREATE (s)-[:PUBLISHED]->(x:Report {id: 'rep_hidden', title: '草稿', titleEn: 'Draft', summary: '', summaryEn: ''})
CREATE (e)-[:AUTHORED]->(x)
CREATE (x)-[:HAS_TOPIC]->(t)
SET x += $p.entity

// == phone
MATCH (u:User {id: $p.id}) SET u.phone = $p.phone

// == written
MATCH (c:Customer {id: $p.id}) SET c += $p.own

// == row
MATCH (r:SourceRecord {id: $p.id}) SET r += $p.own

// == contact
MATCH (s:Subsidiary {id: $p.owner}) MATCH (r:Organisation {id: $p.other}) MATCH (c:Customer {id: $p.id})
CREATE (s)<-[:SUPPLIED_BY]-(x:Contact {id: 'ctc_hidden', name: '一人', phone: '+86 100 0000 0000'})
CREATE (x)-[edge:WORKS_AT {title: '主任'}]->(c)
CREATE (s)<-[:HELD_BY]-(a:Consent {
  id: 'con_hidden', purpose: 'SERVICE', categories: ['IDENTITY', 'CONTACT'], method: 'SIGNED', evidence: '',
  activeFrom: date('2022-01-01'), activeUntil: date('9999-12-31')
})
CREATE (a)-[:CONSENTS_FOR]->(x)
CREATE (a)-[:CONSENTS_TO]->(r)
SET x += $p.entity, a += $p.entity, edge += $p.period

// == contact phone
MATCH (x:Contact {id: $p.id}) SET x.phone = $p.phone

// == undo nodes
MATCH (made) WHERE made.sourceSystem = 'hidden' DETACH DELETE made

// == undo relationships
MATCH ()-[made:SERVES|HOLDS|PARTICIPATES]->() WHERE made.recordedBy = 'hidden' DELETE made
