// What a model learned is reached from a product or a trait. Where statistics were older than the model, the planner took
// these indexes instead and read all of it for each product held.
DROP INDEX complements_by_model IF EXISTS;
DROP INDEX leans_by_model IF EXISTS;
