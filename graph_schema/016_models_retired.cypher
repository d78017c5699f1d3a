// Models of before know no ties of products: none is in use until the next training.
MATCH (old:Recommender {standing: 'ACTIVE'}) SET old.standing = 'RETIRED';
