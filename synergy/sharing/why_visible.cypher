// The rules by which the viewer sees something. Each part finds it only where `visible` lets the viewer, and says one
// rule; what is hidden and what does not exist have no part. Nothing here decides who sees what: a test compares the two.
WITH {
  COMPANY: ['企业', 'companies'], INSTITUTION: ['机构', 'institutions'], PUBLIC_BODY: ['政府部门', 'public bodies'],
  PERSON: ['个人', 'persons']
} AS kinds, {
  CROSS_SELL: ['交叉销售', 'cross-selling'], JOINT_PROJECT: ['合作项目', 'a joint project'],
  RISK_CONTROL: ['风险控制', 'risk control'], SERVICE: ['客户服务', 'serving the customer']
} AS purposes
CALL (kinds, purposes, readable, named, counted, covering, inside) {
  MATCH (customer:Customer {id: $id}) WHERE visible(customer)
  WITH *, unbarred(customer) AND consented(customer) AS open, EXISTS {
    MATCH (customer)<-[own:SERVES]-(home) WHERE home.id = $viewer.organisation AND valid(own)
  } AS served, {USCC: customer.usccSuppliers, PHONE: customer.phoneSuppliers} AS suppliers
  CALL (customer, kinds, purposes, open, served, suppliers, readable, covering) {
    MATCH (customer)<-[serves:SERVES]-(home) WHERE home.id = $viewer.organisation AND valid(serves)
    RETURN 'OWN' AS rule, '贵公司正在服务该客户' AS text, 'Your organisation serves the customer' AS textEn,
           [one IN ['USCC', 'PHONE'] WHERE coalesce(home.id IN suppliers[one], true)] AS fields,
           serves.validTo AS until, null AS decision
    UNION
    MATCH (customer)<-[serves:SERVES]-(owner:Subsidiary)-[:DEFINES]->(policy:SharePolicy)-[:TOWARDS]->(home)
    WHERE open AND valid(serves) AND home.id = $viewer.organisation
      AND owner.id + ':' + customer.kind IN readable AND visible(policy)
      AND policy.level = 'ALL' AND policy.standing = 'ACTIVE' AND (policy.kinds = [] OR customer.kind IN policy.kinds)
      AND policy.activeFrom <= $today AND policy.activeUntil > $today
    RETURN 'POLICY' AS rule,
           owner.shortName + '服务该客户，并向贵公司开放其全部' + kinds[customer.kind][0] + '客户（级别 ALL）' AS text,
           owner.shortNameEn + ' serves the customer and shows your organisation all its ' + kinds[customer.kind][1]
             + ' (level ALL)' AS textEn,
           CASE customer.kind WHEN 'PERSON' THEN []
             ELSE [one IN policy.fields WHERE coalesce(owner.id IN suppliers[one], true)] END AS fields,
           policy.activeUntil AS until, policy AS decision
    UNION
    MATCH (customer)<-[way:MAY_SEE]-(home)
    WHERE open AND home.id = $viewer.organisation AND valid(way)
    MATCH (grant:Grant {id: way.grant}) WHERE visible(grant)
    MATCH (owner:Subsidiary {id: way.owner})
    RETURN 'GRANT' AS rule,
           owner.shortName + '授权贵公司查看该客户，仅用于' + purposes[grant.purpose][0] AS text,
           owner.shortNameEn + ' has granted your organisation access, for ' + purposes[grant.purpose][1] + ' only'
             AS textEn,
           [one IN way.fields WHERE coalesce(way.owner IN suppliers[one], true)
             AND (one <> 'PHONE' OR covers(customer, phone))] AS fields,
           way.validTo AS until, grant AS decision
    UNION
    MATCH (customer)<-[:CONSENTS_FOR]-(consent:Consent)-[:CONSENTS_TO]->(home)
    WHERE NOT served AND customer.kind = 'PERSON' AND home.id = $viewer.organisation AND visible(consent)
      AND 'IDENTITY' IN consent.categories AND consent.activeFrom <= $today AND consent.activeUntil > $today
    RETURN 'CONSENT' AS rule, '其本人同意贵公司获知其身份，用于' + purposes[consent.purpose][0] AS text,
           'The person has consented that your organisation learns who it is, for ' + purposes[consent.purpose][1]
             AS textEn,
           [] AS fields, consent.activeUntil AS until, consent AS decision
  }
  RETURN rule, text, textEn, fields, until, decision
  UNION ALL
  // Customers, projects, and cases through their project: what a barrier closes to others.
  MATCH (closed:Customer|Project|Case {id: $id}) WHERE visible(closed) AND NOT EXISTS {
    MATCH (closed)<-[own:SERVES]-(home) WHERE home.id = $viewer.organisation AND valid(own)
  }
  MATCH (closed)-[:ABOUT*0..1]->(walled:Customer|Project)<-[:BLOCKS]-(entry:RestrictedEntry)
  WHERE entry.kind = 'RESTRICTED' AND entry.standing = 'ACTIVE' AND visible(entry)
    AND entry.activeFrom <= $today AND entry.activeUntil > $today
  RETURN CASE WHEN entry.id IN inside THEN 'BARRIER' ELSE 'COMPLIANCE' END AS rule,
         CASE WHEN entry.id IN inside THEN '您在信息隔离墙之内' ELSE '您负责管理信息隔离墙' END AS text,
         CASE WHEN entry.id IN inside THEN 'You are inside the information barrier'
              ELSE 'You keep the information barriers' END AS textEn,
         [] AS fields, null AS until, entry AS decision
  UNION ALL
  MATCH (project:Project {id: $id})<-[takes:PARTICIPATES]-(owner:Subsidiary)
  WHERE visible(project) AND valid(takes) AND owner.id = $viewer.organisation
  RETURN 'OWN' AS rule, '贵公司参与该项目' AS text, 'Your organisation takes part in the project' AS textEn,
         [] AS fields, takes.validTo AS until, null AS decision
  UNION ALL
  MATCH (project:Project {id: $id})<-[takes:PARTICIPATES]-(owner:Subsidiary)
  WHERE visible(project) AND valid(takes) AND owner.id <> $viewer.organisation AND owner.id + ':COMPANY' IN readable
  WITH DISTINCT owner
  MATCH (owner)-[:DEFINES]->(policy:SharePolicy {level: 'ALL', standing: 'ACTIVE'})-[:TOWARDS]->(home)
  WHERE home.id = $viewer.organisation AND visible(policy) AND (policy.kinds = [] OR 'COMPANY' IN policy.kinds)
    AND policy.activeFrom <= $today AND policy.activeUntil > $today
  RETURN 'POLICY' AS rule,
         owner.shortName + '参与该项目，并向贵公司开放其全部企业客户（级别 ALL）' AS text,
         owner.shortNameEn + ' takes part in the project and shows your organisation all its companies (level ALL)'
           AS textEn,
         [] AS fields, policy.activeUntil AS until, policy AS decision
  UNION ALL
  MATCH (product:Product {id: $id})
  WHERE visible(product) AND product.onShelfFrom <= $today AND product.onShelfUntil > $today
  RETURN 'EVERYONE' AS rule, '该产品已上架，集团内均可见' AS text,
         'The product is on the shelf for the whole group' AS textEn,
         [] AS fields, product.onShelfUntil AS until, null AS decision
  UNION ALL
  MATCH (product:Product {id: $id})<-[offers:OFFERS]-(home)
  WHERE visible(product) AND valid(offers) AND home.id = $viewer.organisation
  RETURN 'OWN' AS rule, '贵公司提供该产品' AS text, 'Your organisation offers the product' AS textEn,
         [] AS fields, offers.validTo AS until, null AS decision
  UNION ALL
  MATCH (work:Case|Report {id: $id}) WHERE visible(work) AND work.publishedOn <= $today
  RETURN 'EVERYONE' AS rule, '已发布，集团内均可见' AS text, 'It is published for the whole group' AS textEn,
         [] AS fields, null AS until, null AS decision
  UNION ALL
  MATCH (work:Case|Report {id: $id})<-[:PUBLISHED]-(home) WHERE visible(work) AND home.id = $viewer.organisation
  RETURN 'OWN' AS rule, '由贵公司完成' AS text, 'It is the work of your organisation' AS textEn,
         [] AS fields, null AS until, null AS decision
  UNION ALL
  MATCH (agreed:SharePolicy|AccessRequest|Grant|Consent {id: $id})
  WHERE visible(agreed) AND EXISTS {
    MATCH (agreed)-[:DEFINES|TOWARDS|REQUESTED_FOR|ADDRESSED_TO|GRANTED_BY|GRANTED_TO|HELD_BY|CONSENTS_TO]-(party)
    WHERE party.id = $viewer.organisation
  }
  RETURN 'PARTY' AS rule, '贵公司是该决定的一方' AS text, 'Your organisation is a party to the decision' AS textEn,
         [] AS fields, null AS until, null AS decision
  UNION ALL
  MATCH (kept:SharePolicy|AccessRequest|Grant|Consent|RestrictedEntry|Crossing {id: $id})
  WHERE visible(kept) AND $viewer.compliance
  RETURN 'COMPLIANCE' AS rule, '您负责集团合规' AS text, 'You keep the compliance of the group' AS textEn,
         [] AS fields, null AS until, null AS decision
  UNION ALL
  MATCH (wall:RestrictedEntry|Crossing {id: $id}) WHERE visible(wall)
  MATCH (wall)-[:CROSSES*0..1]->(entry:RestrictedEntry) WHERE entry.id IN inside
  RETURN 'BARRIER' AS rule, '您在信息隔离墙之内' AS text, 'You are inside the information barrier' AS textEn,
         [] AS fields, null AS until, null AS decision
  UNION ALL
  MATCH (answer:Recommendation {id: $id}) WHERE visible(answer)
  RETURN 'OWN' AS rule, '是贵公司的答复' AS text, 'It is the answer of your organisation' AS textEn,
         [] AS fields, null AS until, null AS decision
  UNION ALL
  MATCH (raised:MatchCandidate {id: $id})-[:RAISED_BY]->(party) WHERE party.id = $viewer.organisation
  RETURN 'OWN' AS rule, '由贵公司提出' AS text, 'Your organisation raised it' AS textEn,
         [] AS fields, null AS until, null AS decision
  UNION ALL
  MATCH (asked:MatchCandidate|Merge {id: $id}) WHERE $viewer.stewards AND visible(asked)
  RETURN 'STEWARD' AS rule, '您负责集团的客户主数据' AS text, 'You keep the golden records of the group' AS textEn,
         [] AS fields, null AS until, null AS decision
  UNION ALL
  MATCH (row:SourceRecord {id: $id})-[:SUPPLIED_BY]->(supplier)
  WHERE visible(row) AND supplier.id <> $viewer.organisation
  RETURN 'STEWARD' AS rule, '您负责集团的客户主数据' AS text, 'You keep the golden records of the group' AS textEn,
         [] AS fields, null AS until, null AS decision
  UNION ALL
  MATCH (row:SourceRecord {id: $id})-[:SUPPLIED_BY]->(supplier) WHERE supplier.id = $viewer.organisation
  RETURN 'OWN' AS rule, '属于贵公司服务的客户或提交的数据' AS text,
         'It is of a customer that your organisation serves, or of its own data' AS textEn,
         [] AS fields, null AS until, null AS decision
  UNION ALL
  MATCH (detail:Identifier {id: $id}) WHERE visible(detail)
  RETURN 'OWN' AS rule, '属于贵公司服务的客户或提交的数据' AS text,
         'It is of a customer that your organisation serves, or of its own data' AS textEn,
         [] AS fields, null AS until, null AS decision
  UNION ALL
  MATCH (contact:Contact {id: $id})-[:SUPPLIED_BY]->(home) WHERE served(contact) AND home.id = $viewer.organisation
  RETURN 'OWN' AS rule, '贵公司提供的联系人，且贵公司正在服务其所在客户' AS text,
         'Your organisation supplied the contact and serves the customer' AS textEn,
         [] AS fields, null AS until, null AS decision
  UNION ALL
  MATCH (contact:Contact {id: $id})<-[:CONSENTS_FOR]-(consent:Consent)-[:CONSENTS_TO]->(home)
  WHERE visible(contact) AND NOT served(contact) AND home.id = $viewer.organisation AND visible(consent)
    AND 'IDENTITY' IN consent.categories AND consent.activeFrom <= $today AND consent.activeUntil > $today
  RETURN 'CONSENT' AS rule, '您可见其所在客户，且其本人同意贵公司获知其身份，用于' + purposes[consent.purpose][0] AS text,
         'You see the customer, and the person has consented that your organisation learns who it is, for '
           + purposes[consent.purpose][1] AS textEn,
         [] AS fields, consent.activeUntil AS until, consent AS decision
  UNION ALL
  MATCH (family:CorporateGroup {id: $id}) WHERE visible(family)
  RETURN 'MEMBER' AS rule, '您可见其中的客户' AS text, 'You see a customer that belongs to it' AS textEn,
         [] AS fields, null AS until, null AS decision
  UNION ALL
  MATCH (thing:Group|Segment|Subsidiary|OrgUnit|Region|Role|User|Industry|ProductCategory|Topic|Expert|KpiDefinition|Recommender
         {id: $id})
  WHERE visible(thing)
  RETURN 'EVERYONE' AS rule, '集团内均可见' AS text, 'The whole group sees it' AS textEn,
         [] AS fields, null AS until, null AS decision
}
WITH DISTINCT rule, text, textEn, fields, CASE WHEN until < date('9999-12-31') THEN until END AS until, decision
ORDER BY rule, text
RETURN rule, text, textEn, fields, until, decision
