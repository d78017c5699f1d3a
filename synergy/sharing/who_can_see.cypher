// The organisations that see a customer: those that serve it, those that its owner shares all such customers with, and
// those that its owner granted access. An owner is told of its own decisions, and of other owners that let it name them;
// compliance at headquarters of everybody's. Barriers are left out on purpose: their effect would tell that they stand.
// So are consents, which others may hold: the text says that a person's is needed.
MATCH (customer:Customer {id: $id})
WHERE visible(customer) AND ($viewer.compliance OR $viewer.decides AND EXISTS {
  MATCH (customer)<-[own:SERVES]-(home) WHERE home.id = $viewer.organisation AND valid(own)
})
WITH customer, {
  COMPANY: ['企业', 'companies'], INSTITUTION: ['机构', 'institutions'], PUBLIC_BODY: ['政府部门', 'public bodies'],
  PERSON: ['个人', 'persons']
} AS kinds, {
  CROSS_SELL: ['交叉销售', 'cross-selling'], JOINT_PROJECT: ['合作项目', 'a joint project'],
  RISK_CONTROL: ['风险控制', 'risk control'], SERVICE: ['客户服务', 'serving the customer']
} AS purposes,
CASE customer.kind WHEN 'PERSON' THEN ['；须有其本人同意', ", given the person's consent"] ELSE ['', ''] END AS given,
{USCC: customer.usccSuppliers, PHONE: customer.phoneSuppliers} AS suppliers
CALL (customer, kinds, purposes, given, suppliers, named) {
  MATCH (customer)<-[serves:SERVES]-(organisation:Subsidiary)
  WHERE valid(serves) AND visible(serves)
  RETURN organisation, 'OWN' AS rule, '正在服务该客户' AS text, 'Serves the customer' AS textEn,
         [one IN ['USCC', 'PHONE'] WHERE coalesce(organisation.id IN suppliers[one], true)] AS fields,
         serves.validTo AS until
  UNION
  MATCH (customer)<-[serves:SERVES]-(owner:Subsidiary)
  WHERE valid(serves) AND visible(serves) AND ($viewer.compliance OR owner.id = $viewer.organisation)
  MATCH (owner)-[:DEFINES]->(policy:SharePolicy {level: 'ALL', standing: 'ACTIVE'})-[:TOWARDS]->(organisation)
  WHERE policy.activeFrom <= $today AND policy.activeUntil > $today
    AND (policy.kinds = [] OR customer.kind IN policy.kinds)
    AND NOT EXISTS {
      MATCH (owner)-[:DEFINES]->(hiding:SharePolicy {level: 'HIDDEN', standing: 'ACTIVE'})-[:TOWARDS]->(organisation)
      WHERE hiding.activeFrom <= $today AND hiding.activeUntil > $today
        AND (hiding.kinds = [] OR customer.kind IN hiding.kinds)
    }
  RETURN organisation, 'POLICY' AS rule,
         owner.shortName + '以政策 ' + policy.id + ' 开放其全部' + kinds[customer.kind][0] + '客户' + given[0] AS text,
         owner.shortNameEn + ' shows all its ' + kinds[customer.kind][1] + ' by the policy ' + policy.id + given[1]
           AS textEn,
         CASE customer.kind WHEN 'PERSON' THEN []
           ELSE [one IN policy.fields WHERE coalesce(owner.id IN suppliers[one], true)] END AS fields,
         policy.activeUntil AS until
  UNION
  MATCH (customer)<-[way:MAY_SEE]-(organisation)
  WHERE valid(way) AND ($viewer.compliance OR way.owner = $viewer.organisation)
  MATCH (grant:Grant {id: way.grant})
  MATCH (owner:Subsidiary {id: way.owner})
  RETURN organisation, 'GRANT' AS rule,
         owner.shortName + '以授权 ' + grant.id + ' 开放该客户，用于' + purposes[grant.purpose][0] + given[0] AS text,
         owner.shortNameEn + ' shows it by the grant ' + grant.id + ' for ' + purposes[grant.purpose][1] + given[1]
           AS textEn,
         [one IN way.fields WHERE coalesce(owner.id IN suppliers[one], true)] AS fields, way.validTo AS until
}
WITH organisation, rule, text, textEn, fields, CASE WHEN until < date('9999-12-31') THEN until END AS until
ORDER BY organisation.id, rule, text
RETURN organisation, rule, text, textEn, fields, until
