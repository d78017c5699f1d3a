"""All families of the demonstration data, in the order in which they can be loaded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seed.acquaintances import acquaintances
from seed.contacts import contact_nodes
from seed.customers import customer_nodes, customers, identifier_nodes
from seed.experts import Bench, expert_nodes, experts
from seed.figures import SEED, Size, figures
from seed.governance import governance_nodes
from seed.holdings import holding_edges, holdings
from seed.knowledge import cases, involve, knowledge_nodes, reports, topic_nodes, workers
from seed.measures import measure_nodes
from seed.organisation import organisation
from seed.people import people, people_nodes
from seed.policies import policies, policy_nodes
from seed.products import product_nodes, products
from seed.projects import project_nodes, projects
from seed.reuse import reuse_edges
from seed.serving import first_served, services, serving_edges
from seed.sources import source_nodes
from seed.units import unit_nodes, units

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seed.rows import Edges, Nodes


def families(size: Size, seed: int = SEED) -> Iterator[Nodes | Edges]:
    """Yield everything, nodes always before the relationships that join them; the same for the same arguments."""
    wanted = figures(size)
    all_units = units(every_branch=size is Size.FULL)
    yield from organisation()
    yield from topic_nodes()
    yield measure_nodes()
    yield from unit_nodes(all_units)
    yield from policy_nodes(policies(seed))

    groups, found = customers(wanted, seed)
    served = services(found, wanted, seed)
    since = first_served(served, len(found))
    yield from customer_nodes(groups, found, since, seed)
    yield from identifier_nodes(found, since, wanted, seed)
    yield serving_edges(served)
    yield from source_nodes(served, seed)
    spoken_with = list(contact_nodes(served, seed))
    yield from spoken_with

    offered = products(wanted, seed)
    yield from product_nodes(offered, all_units)
    yield holding_edges(holdings(served, offered, seed))

    users = people(wanted, all_units, seed)
    yield from people_nodes(users, wanted, all_units, seed)
    yield from acquaintances(users, spoken_with, seed)
    started = projects(wanted, served, seed)
    yield from project_nodes(started, offered, seed)
    yield from governance_nodes(served, started, wanted, seed)
    known = experts(wanted, users, seed)
    yield from expert_nodes(known)
    bench = Bench(known)
    worked = workers(started, bench, seed)
    written, told = reports(wanted, bench, seed), cases(wanted, started, bench, seed)
    involve(told, [expert for expert in known if not expert.works], seed)
    yield from knowledge_nodes(written, told, worked)
    yield from reuse_edges(started, [*written, *told], seed)
