#!/usr/bin/env python3
"""make_xgboost.py - trains the small models of xgboost_models.tsv and writes what
XGBoost itself makes of some rows to xgboost_rows.tsv; appends, so that several
releases of XGBoost can contribute:

    rm -f xgboost_models.tsv xgboost_rows.tsv
    python3 make_xgboost.py            # once per release

Both files are for COPY.  Models: name, begin and end of the boosting rounds (\\N:
not given), the file.  Rows: name, row, features, margins, predictions, and the
contributions of features and bias (of several classes one after the other).
"""
import csv, json, math, os, sys, tempfile
import numpy as np
import xgboost as xgb

here = os.path.dirname(os.path.abspath(__file__))
version = xgb.__version__
first = version.startswith('1.')
rng = np.random.RandomState(7)
models = open(os.path.join(here, 'xgboost_models.tsv'), 'a')
rows = open(os.path.join(here, 'xgboost_rows.tsv'), 'a')


def array(values, digits):
    return '{' + ','.join('NULL' if math.isnan(v) else digits % v for v in values) + '}'


def thresholds(booster):
    """Values beside and between float32 numbers, where trees split."""
    for tree in json.loads(booster.save_raw('json'))['learner']['gradient_booster'].get(
            'model', {}).get('trees', [])[:3]:
        if tree['left_children'][0] == -1 or tree.get('split_type', [0])[0] == 1:
            continue
        t = np.float32(tree['split_conditions'][0])
        middle = (float(t) + float(np.nextafter(t, np.float32(-np.inf)))) / 2
        for value in (float(t), middle, np.nextafter(middle, np.inf), np.nextafter(middle, -np.inf)):
            yield tree['split_indices'][0], value


def write(name, booster, x, begin=None, end=None, **matrix):
    name = '%s %s' % (version, name)
    booster.set_param({'nthread': 1})
    path = os.path.join(tempfile.mkdtemp(), 'model.json')
    booster.save_model(path)
    text = open(path).read()
    models.write('%s\t%s\t%s\t%s\n' % (name, '\\N' if begin is None else begin,
                                      '\\N' if end is None else end,
                                      text.replace('\\', '\\\\')))
    x = np.array(x, dtype=np.float64)
    edges = list(thresholds(booster))
    if edges:
        more = np.repeat(x[:1], len(edges), axis=0)
        for i, (feature, value) in enumerate(edges):
            more[i, feature] = value
        x = np.vstack([x, more])
    d = xgb.DMatrix(x, feature_names=booster.feature_names, **matrix)
    chosen = (begin or 0, end or 0)
    if begin is None and end is None and booster.attr('best_iteration'):
        chosen = (0, int(booster.attr('best_iteration')) + 1)
    margin = booster.predict(d, output_margin=True, iteration_range=chosen)
    answer = booster.predict(d, iteration_range=chosen)
    try:
        contribs = booster.predict(d, pred_contribs=True, iteration_range=chosen)
    except xgb.core.XGBoostError:
        contribs = np.zeros((len(x), 0))
    for i in range(len(x)):
        rows.write('%s\t%d\t%s\t%s\t%s\t%s\n' % (
            name, i + 1, array(x[i], '%.17g'), array(np.atleast_1d(margin[i]), '%.9g'),
            array(np.atleast_1d(answer[i]), '%.9g'), array(contribs[i].ravel(), '%.9g')))


def biopsies():
    with open(os.path.join(here, 'breast_cancer.csv')) as f:
        table = list(csv.reader(f))
    head = table[0]
    columns = [i for i, c in enumerate(head) if c not in ('Id', 'id', 'Class')]
    label = head.index('Class')
    x = np.array([[float('nan') if r[i] == 'NA' else float(r[i]) for i in columns] for r in table[1:]])
    y = np.array([r[label] == 'malignant' for r in table[1:]], dtype=float)
    return [head[i] for i in columns], x, y


names, bx, by = biopsies()
tree = {'max_depth': 3, 'eta': 0.3, 'seed': 1, 'nthread': 1}
missing = [i for i in range(len(bx)) if np.isnan(bx[i]).any()]
some = bx[missing[:4] + list(range(0, 699, 58))]

# two classes, names, missing values, early stopping
d = xgb.DMatrix(bx[:500], by[:500], feature_names=names)
v = xgb.DMatrix(bx[500:], by[500:], feature_names=names)
booster = xgb.train(dict(tree, objective='binary:logistic', eval_metric='logloss'), d, 12,
                    evals=[(v, 'v')], early_stopping_rounds=3, verbose_eval=False)
booster.set_attr(best_iteration='7')
write('biopsy', booster, some)
if first:
    write('biopsy, all rounds', booster, some[:4], end=0)
    write('biopsy, rounds 2 to 4', booster, some[:4], begin=2, end=5)

# several classes, without names
x = rng.normal(size=(400, 4))
x[rng.uniform(size=x.shape) < 0.15] = np.nan
z = np.nan_to_num(x)
y = (z[:, 0] + z[:, 1] * z[:, 2] > 0.4).astype(int) + (z[:, 3] > 0.7)
booster = xgb.train(dict(tree, objective='multi:softprob', num_class=3, num_parallel_tree=2,
                         subsample=0.8), xgb.DMatrix(x, y), 3)
write('three classes', booster, x[:12])

# categories: codes in the second and third column; one-hot and partitions
x = np.column_stack([rng.normal(size=300), rng.randint(0, 3, 300), rng.randint(0, 20, 300)])
y = np.sin(x[:, 0]) + (x[:, 1] == 1) + (x[:, 2] % 3) * 0.7 + 3
x[rng.uniform(size=x.shape) < 0.1] = np.nan
kinds = {'feature_types': ['q', 'c', 'c'], 'enable_categorical': True}
booster = xgb.train(dict(tree, objective='reg:squarederror', tree_method='hist', max_cat_to_onehot=4),
                    xgb.DMatrix(x, y, **kinds), 4)
write('categories', booster, np.vstack([x[:12], [0.5, 7, 3], [0.5, 1, 40], [0.5, -1, 2]])
      if first else x[:12], **kinds)

# the other objectives, and dart
x = rng.uniform(size=(200, 3)) * 10
y = x[:, 0] + np.sqrt(x[:, 1]) * (x[:, 2] > 5)
for objective in ('reg:squarederror', 'reg:squaredlogerror', 'reg:absoluteerror',
                  'reg:pseudohubererror', 'reg:quantileerror', 'reg:logistic', 'reg:gamma',
                  'reg:tweedie', 'count:poisson', 'binary:logitraw', 'binary:hinge',
                  'multi:softmax', 'rank:pairwise', 'rank:ndcg', 'rank:map'):
    parameters = dict(tree, objective=objective, max_depth=2)
    label = y
    if objective.startswith(('binary', 'rank:map')):
        label = y > 6
    elif objective == 'reg:logistic':
        label = y / 20
    elif objective == 'count:poisson':
        label = np.floor(y)
    elif objective == 'multi:softmax':
        label = np.floor(y / 4)
        parameters['num_class'] = int(label.max()) + 1
    elif objective == 'rank:ndcg':
        label = np.floor(y / 4)
    if objective == 'reg:quantileerror':
        if first:
            continue
        parameters['quantile_alpha'] = 0.8
    if not first and objective in ('reg:squaredlogerror', 'reg:pseudohubererror', 'reg:tweedie',
                                   'rank:pairwise', 'rank:map', 'multi:softmax'):
        continue
    d = xgb.DMatrix(x, label)
    if objective.startswith('rank'):
        d.set_group([20] * 10)
    write(objective, xgb.train(parameters, d, 2), x[:3])
booster = xgb.train(dict(tree, objective='reg:squarederror', booster='dart', rate_drop=0.3,
                         max_depth=2), xgb.DMatrix(x, y), 6)
write('dart', booster, x[:6])
if first:
    booster = xgb.train(dict(tree, objective='reg:squarederror', base_score=3.5, max_depth=0,
                             max_leaves=12, grow_policy='lossguide', tree_method='hist'),
                        xgb.DMatrix(x, y), 2)
    write('by leaves', booster, x[:6])
