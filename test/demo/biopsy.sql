CREATE TABLE biopsy (
    arrival int PRIMARY KEY, patient text, thickness float8,
    cell_size float8, cell_shape float8, adhesion float8, epithelial float8,
    bare_nuclei float8, chromatin float8, nucleoli float8, mitoses float8,
    class text);

-- a model that learns from every biopsy whose diagnosis is known
SELECT streamml.create_continuous_view('tumour_model', $$
    SELECT streamml.logistic_regression(class = 'malignant',
               ARRAY[thickness, cell_size, cell_shape, adhesion, epithelial,
                     coalesce(bare_nuclei, 1),  -- 16 are missing
                     chromatin, nucleoli, mitoses],
               '{"optimizer": "sgd"}') AS model
    FROM biopsy WHERE class IS NOT NULL $$);

-- and scores the others as they arrive
SELECT streamml.create_continuous_view('tumour_score', $$
    SELECT arrival, patient,
           streamml.predict_proba('tumour_model',
               ARRAY[thickness, cell_size, cell_shape, adhesion, epithelial,
                     coalesce(bare_nuclei, 1),
                     chromatin, nucleoli, mitoses]) AS p
    FROM biopsy WHERE class IS NULL $$);
