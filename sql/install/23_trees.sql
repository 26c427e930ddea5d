----------------------------------------------------------------------
-- Trees: one aggregate per algorithm
--
-- They have no combine function: trees that saw different rows cannot be made
-- one.  And they are not parallel safe, so that their queries read rows in the
-- order of the table: trees depend on it.
----------------------------------------------------------------------

-- hoeffding_tree

CREATE FUNCTION streamml.hoeffding_tree_transition(streamml.model, anyelement, double precision[]) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hoeffding_tree_transition';
COMMENT ON FUNCTION streamml.hoeffding_tree_transition(streamml.model, anyelement, double precision[]) IS 'aggregate transition function';
CREATE FUNCTION streamml.hoeffding_tree_transition(streamml.model, anyelement, double precision[], jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hoeffding_tree_transition';
COMMENT ON FUNCTION streamml.hoeffding_tree_transition(streamml.model, anyelement, double precision[], jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.hoeffding_tree_transition(streamml.model, anyelement, double precision[], double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hoeffding_tree_transition';
COMMENT ON FUNCTION streamml.hoeffding_tree_transition(streamml.model, anyelement, double precision[], double precision, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.hoeffding_tree_transition(streamml.model, anyelement, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hoeffding_tree_transition';
COMMENT ON FUNCTION streamml.hoeffding_tree_transition(streamml.model, anyelement, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.hoeffding_tree_transition(streamml.model, anyelement, jsonb, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hoeffding_tree_transition';
COMMENT ON FUNCTION streamml.hoeffding_tree_transition(streamml.model, anyelement, jsonb, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.hoeffding_tree_transition(streamml.model, anyelement, jsonb, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hoeffding_tree_transition';
COMMENT ON FUNCTION streamml.hoeffding_tree_transition(streamml.model, anyelement, jsonb, double precision, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.hoeffding_tree_transition(streamml.model, anyelement, record) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hoeffding_tree_transition';
COMMENT ON FUNCTION streamml.hoeffding_tree_transition(streamml.model, anyelement, record) IS 'aggregate transition function';
CREATE FUNCTION streamml.hoeffding_tree_transition(streamml.model, anyelement, record, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hoeffding_tree_transition';
COMMENT ON FUNCTION streamml.hoeffding_tree_transition(streamml.model, anyelement, record, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.hoeffding_tree_transition(streamml.model, anyelement, record, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hoeffding_tree_transition';
COMMENT ON FUNCTION streamml.hoeffding_tree_transition(streamml.model, anyelement, record, double precision, jsonb) IS 'aggregate transition function';

CREATE AGGREGATE streamml.hoeffding_tree(label anyelement, features double precision[]) (
    SFUNC = streamml.hoeffding_tree_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.hoeffding_tree(anyelement, double precision[]) IS 'decision tree for classes that grows row by row, in the order of the rows';
CREATE AGGREGATE streamml.hoeffding_tree(label anyelement, features double precision[], options jsonb) (
    SFUNC = streamml.hoeffding_tree_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.hoeffding_tree(anyelement, double precision[], jsonb) IS 'decision tree for classes that grows row by row, in the order of the rows';
CREATE AGGREGATE streamml.hoeffding_tree(label anyelement, features double precision[], weight double precision, options jsonb) (
    SFUNC = streamml.hoeffding_tree_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.hoeffding_tree(anyelement, double precision[], double precision, jsonb) IS 'decision tree for classes that grows row by row, in the order of the rows';
CREATE AGGREGATE streamml.hoeffding_tree(label anyelement, features jsonb) (
    SFUNC = streamml.hoeffding_tree_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.hoeffding_tree(anyelement, jsonb) IS 'decision tree for classes that grows row by row, in the order of the rows';
CREATE AGGREGATE streamml.hoeffding_tree(label anyelement, features jsonb, options jsonb) (
    SFUNC = streamml.hoeffding_tree_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.hoeffding_tree(anyelement, jsonb, jsonb) IS 'decision tree for classes that grows row by row, in the order of the rows';
CREATE AGGREGATE streamml.hoeffding_tree(label anyelement, features jsonb, weight double precision, options jsonb) (
    SFUNC = streamml.hoeffding_tree_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.hoeffding_tree(anyelement, jsonb, double precision, jsonb) IS 'decision tree for classes that grows row by row, in the order of the rows';
CREATE AGGREGATE streamml.hoeffding_tree(label anyelement, features record) (
    SFUNC = streamml.hoeffding_tree_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.hoeffding_tree(anyelement, record) IS 'decision tree for classes that grows row by row, in the order of the rows';
CREATE AGGREGATE streamml.hoeffding_tree(label anyelement, features record, options jsonb) (
    SFUNC = streamml.hoeffding_tree_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.hoeffding_tree(anyelement, record, jsonb) IS 'decision tree for classes that grows row by row, in the order of the rows';
CREATE AGGREGATE streamml.hoeffding_tree(label anyelement, features record, weight double precision, options jsonb) (
    SFUNC = streamml.hoeffding_tree_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.hoeffding_tree(anyelement, record, double precision, jsonb) IS 'decision tree for classes that grows row by row, in the order of the rows';

-- hoeffding_tree_regressor

CREATE FUNCTION streamml.hoeffding_tree_regressor_transition(streamml.model, anyelement, double precision[]) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hoeffding_tree_regressor_transition';
COMMENT ON FUNCTION streamml.hoeffding_tree_regressor_transition(streamml.model, anyelement, double precision[]) IS 'aggregate transition function';
CREATE FUNCTION streamml.hoeffding_tree_regressor_transition(streamml.model, anyelement, double precision[], jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hoeffding_tree_regressor_transition';
COMMENT ON FUNCTION streamml.hoeffding_tree_regressor_transition(streamml.model, anyelement, double precision[], jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.hoeffding_tree_regressor_transition(streamml.model, anyelement, double precision[], double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hoeffding_tree_regressor_transition';
COMMENT ON FUNCTION streamml.hoeffding_tree_regressor_transition(streamml.model, anyelement, double precision[], double precision, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.hoeffding_tree_regressor_transition(streamml.model, anyelement, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hoeffding_tree_regressor_transition';
COMMENT ON FUNCTION streamml.hoeffding_tree_regressor_transition(streamml.model, anyelement, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.hoeffding_tree_regressor_transition(streamml.model, anyelement, jsonb, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hoeffding_tree_regressor_transition';
COMMENT ON FUNCTION streamml.hoeffding_tree_regressor_transition(streamml.model, anyelement, jsonb, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.hoeffding_tree_regressor_transition(streamml.model, anyelement, jsonb, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hoeffding_tree_regressor_transition';
COMMENT ON FUNCTION streamml.hoeffding_tree_regressor_transition(streamml.model, anyelement, jsonb, double precision, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.hoeffding_tree_regressor_transition(streamml.model, anyelement, record) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hoeffding_tree_regressor_transition';
COMMENT ON FUNCTION streamml.hoeffding_tree_regressor_transition(streamml.model, anyelement, record) IS 'aggregate transition function';
CREATE FUNCTION streamml.hoeffding_tree_regressor_transition(streamml.model, anyelement, record, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hoeffding_tree_regressor_transition';
COMMENT ON FUNCTION streamml.hoeffding_tree_regressor_transition(streamml.model, anyelement, record, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.hoeffding_tree_regressor_transition(streamml.model, anyelement, record, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hoeffding_tree_regressor_transition';
COMMENT ON FUNCTION streamml.hoeffding_tree_regressor_transition(streamml.model, anyelement, record, double precision, jsonb) IS 'aggregate transition function';

CREATE AGGREGATE streamml.hoeffding_tree_regressor(label anyelement, features double precision[]) (
    SFUNC = streamml.hoeffding_tree_regressor_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.hoeffding_tree_regressor(anyelement, double precision[]) IS 'decision tree for numbers that grows row by row, in the order of the rows';
CREATE AGGREGATE streamml.hoeffding_tree_regressor(label anyelement, features double precision[], options jsonb) (
    SFUNC = streamml.hoeffding_tree_regressor_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.hoeffding_tree_regressor(anyelement, double precision[], jsonb) IS 'decision tree for numbers that grows row by row, in the order of the rows';
CREATE AGGREGATE streamml.hoeffding_tree_regressor(label anyelement, features double precision[], weight double precision, options jsonb) (
    SFUNC = streamml.hoeffding_tree_regressor_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.hoeffding_tree_regressor(anyelement, double precision[], double precision, jsonb) IS 'decision tree for numbers that grows row by row, in the order of the rows';
CREATE AGGREGATE streamml.hoeffding_tree_regressor(label anyelement, features jsonb) (
    SFUNC = streamml.hoeffding_tree_regressor_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.hoeffding_tree_regressor(anyelement, jsonb) IS 'decision tree for numbers that grows row by row, in the order of the rows';
CREATE AGGREGATE streamml.hoeffding_tree_regressor(label anyelement, features jsonb, options jsonb) (
    SFUNC = streamml.hoeffding_tree_regressor_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.hoeffding_tree_regressor(anyelement, jsonb, jsonb) IS 'decision tree for numbers that grows row by row, in the order of the rows';
CREATE AGGREGATE streamml.hoeffding_tree_regressor(label anyelement, features jsonb, weight double precision, options jsonb) (
    SFUNC = streamml.hoeffding_tree_regressor_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.hoeffding_tree_regressor(anyelement, jsonb, double precision, jsonb) IS 'decision tree for numbers that grows row by row, in the order of the rows';
CREATE AGGREGATE streamml.hoeffding_tree_regressor(label anyelement, features record) (
    SFUNC = streamml.hoeffding_tree_regressor_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.hoeffding_tree_regressor(anyelement, record) IS 'decision tree for numbers that grows row by row, in the order of the rows';
CREATE AGGREGATE streamml.hoeffding_tree_regressor(label anyelement, features record, options jsonb) (
    SFUNC = streamml.hoeffding_tree_regressor_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.hoeffding_tree_regressor(anyelement, record, jsonb) IS 'decision tree for numbers that grows row by row, in the order of the rows';
CREATE AGGREGATE streamml.hoeffding_tree_regressor(label anyelement, features record, weight double precision, options jsonb) (
    SFUNC = streamml.hoeffding_tree_regressor_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.hoeffding_tree_regressor(anyelement, record, double precision, jsonb) IS 'decision tree for numbers that grows row by row, in the order of the rows';

-- adaptive_hoeffding_tree

CREATE FUNCTION streamml.adaptive_hoeffding_tree_transition(streamml.model, anyelement, double precision[]) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'adaptive_hoeffding_tree_transition';
COMMENT ON FUNCTION streamml.adaptive_hoeffding_tree_transition(streamml.model, anyelement, double precision[]) IS 'aggregate transition function';
CREATE FUNCTION streamml.adaptive_hoeffding_tree_transition(streamml.model, anyelement, double precision[], jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'adaptive_hoeffding_tree_transition';
COMMENT ON FUNCTION streamml.adaptive_hoeffding_tree_transition(streamml.model, anyelement, double precision[], jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.adaptive_hoeffding_tree_transition(streamml.model, anyelement, double precision[], double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'adaptive_hoeffding_tree_transition';
COMMENT ON FUNCTION streamml.adaptive_hoeffding_tree_transition(streamml.model, anyelement, double precision[], double precision, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.adaptive_hoeffding_tree_transition(streamml.model, anyelement, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'adaptive_hoeffding_tree_transition';
COMMENT ON FUNCTION streamml.adaptive_hoeffding_tree_transition(streamml.model, anyelement, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.adaptive_hoeffding_tree_transition(streamml.model, anyelement, jsonb, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'adaptive_hoeffding_tree_transition';
COMMENT ON FUNCTION streamml.adaptive_hoeffding_tree_transition(streamml.model, anyelement, jsonb, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.adaptive_hoeffding_tree_transition(streamml.model, anyelement, jsonb, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'adaptive_hoeffding_tree_transition';
COMMENT ON FUNCTION streamml.adaptive_hoeffding_tree_transition(streamml.model, anyelement, jsonb, double precision, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.adaptive_hoeffding_tree_transition(streamml.model, anyelement, record) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'adaptive_hoeffding_tree_transition';
COMMENT ON FUNCTION streamml.adaptive_hoeffding_tree_transition(streamml.model, anyelement, record) IS 'aggregate transition function';
CREATE FUNCTION streamml.adaptive_hoeffding_tree_transition(streamml.model, anyelement, record, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'adaptive_hoeffding_tree_transition';
COMMENT ON FUNCTION streamml.adaptive_hoeffding_tree_transition(streamml.model, anyelement, record, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.adaptive_hoeffding_tree_transition(streamml.model, anyelement, record, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'adaptive_hoeffding_tree_transition';
COMMENT ON FUNCTION streamml.adaptive_hoeffding_tree_transition(streamml.model, anyelement, record, double precision, jsonb) IS 'aggregate transition function';

CREATE AGGREGATE streamml.adaptive_hoeffding_tree(label anyelement, features double precision[]) (
    SFUNC = streamml.adaptive_hoeffding_tree_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.adaptive_hoeffding_tree(anyelement, double precision[]) IS 'decision tree for classes that replaces branches the stream has moved away from';
CREATE AGGREGATE streamml.adaptive_hoeffding_tree(label anyelement, features double precision[], options jsonb) (
    SFUNC = streamml.adaptive_hoeffding_tree_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.adaptive_hoeffding_tree(anyelement, double precision[], jsonb) IS 'decision tree for classes that replaces branches the stream has moved away from';
CREATE AGGREGATE streamml.adaptive_hoeffding_tree(label anyelement, features double precision[], weight double precision, options jsonb) (
    SFUNC = streamml.adaptive_hoeffding_tree_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.adaptive_hoeffding_tree(anyelement, double precision[], double precision, jsonb) IS 'decision tree for classes that replaces branches the stream has moved away from';
CREATE AGGREGATE streamml.adaptive_hoeffding_tree(label anyelement, features jsonb) (
    SFUNC = streamml.adaptive_hoeffding_tree_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.adaptive_hoeffding_tree(anyelement, jsonb) IS 'decision tree for classes that replaces branches the stream has moved away from';
CREATE AGGREGATE streamml.adaptive_hoeffding_tree(label anyelement, features jsonb, options jsonb) (
    SFUNC = streamml.adaptive_hoeffding_tree_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.adaptive_hoeffding_tree(anyelement, jsonb, jsonb) IS 'decision tree for classes that replaces branches the stream has moved away from';
CREATE AGGREGATE streamml.adaptive_hoeffding_tree(label anyelement, features jsonb, weight double precision, options jsonb) (
    SFUNC = streamml.adaptive_hoeffding_tree_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.adaptive_hoeffding_tree(anyelement, jsonb, double precision, jsonb) IS 'decision tree for classes that replaces branches the stream has moved away from';
CREATE AGGREGATE streamml.adaptive_hoeffding_tree(label anyelement, features record) (
    SFUNC = streamml.adaptive_hoeffding_tree_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.adaptive_hoeffding_tree(anyelement, record) IS 'decision tree for classes that replaces branches the stream has moved away from';
CREATE AGGREGATE streamml.adaptive_hoeffding_tree(label anyelement, features record, options jsonb) (
    SFUNC = streamml.adaptive_hoeffding_tree_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.adaptive_hoeffding_tree(anyelement, record, jsonb) IS 'decision tree for classes that replaces branches the stream has moved away from';
CREATE AGGREGATE streamml.adaptive_hoeffding_tree(label anyelement, features record, weight double precision, options jsonb) (
    SFUNC = streamml.adaptive_hoeffding_tree_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.adaptive_hoeffding_tree(anyelement, record, double precision, jsonb) IS 'decision tree for classes that replaces branches the stream has moved away from';

-- adaptive_random_forest

CREATE FUNCTION streamml.adaptive_random_forest_transition(streamml.model, anyelement, double precision[]) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'adaptive_random_forest_transition';
COMMENT ON FUNCTION streamml.adaptive_random_forest_transition(streamml.model, anyelement, double precision[]) IS 'aggregate transition function';
CREATE FUNCTION streamml.adaptive_random_forest_transition(streamml.model, anyelement, double precision[], jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'adaptive_random_forest_transition';
COMMENT ON FUNCTION streamml.adaptive_random_forest_transition(streamml.model, anyelement, double precision[], jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.adaptive_random_forest_transition(streamml.model, anyelement, double precision[], double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'adaptive_random_forest_transition';
COMMENT ON FUNCTION streamml.adaptive_random_forest_transition(streamml.model, anyelement, double precision[], double precision, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.adaptive_random_forest_transition(streamml.model, anyelement, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'adaptive_random_forest_transition';
COMMENT ON FUNCTION streamml.adaptive_random_forest_transition(streamml.model, anyelement, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.adaptive_random_forest_transition(streamml.model, anyelement, jsonb, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'adaptive_random_forest_transition';
COMMENT ON FUNCTION streamml.adaptive_random_forest_transition(streamml.model, anyelement, jsonb, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.adaptive_random_forest_transition(streamml.model, anyelement, jsonb, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'adaptive_random_forest_transition';
COMMENT ON FUNCTION streamml.adaptive_random_forest_transition(streamml.model, anyelement, jsonb, double precision, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.adaptive_random_forest_transition(streamml.model, anyelement, record) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'adaptive_random_forest_transition';
COMMENT ON FUNCTION streamml.adaptive_random_forest_transition(streamml.model, anyelement, record) IS 'aggregate transition function';
CREATE FUNCTION streamml.adaptive_random_forest_transition(streamml.model, anyelement, record, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'adaptive_random_forest_transition';
COMMENT ON FUNCTION streamml.adaptive_random_forest_transition(streamml.model, anyelement, record, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.adaptive_random_forest_transition(streamml.model, anyelement, record, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'adaptive_random_forest_transition';
COMMENT ON FUNCTION streamml.adaptive_random_forest_transition(streamml.model, anyelement, record, double precision, jsonb) IS 'aggregate transition function';

CREATE AGGREGATE streamml.adaptive_random_forest(label anyelement, features double precision[]) (
    SFUNC = streamml.adaptive_random_forest_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.adaptive_random_forest(anyelement, double precision[]) IS 'forest of decision trees for classes that replaces trees the stream has moved away from';
CREATE AGGREGATE streamml.adaptive_random_forest(label anyelement, features double precision[], options jsonb) (
    SFUNC = streamml.adaptive_random_forest_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.adaptive_random_forest(anyelement, double precision[], jsonb) IS 'forest of decision trees for classes that replaces trees the stream has moved away from';
CREATE AGGREGATE streamml.adaptive_random_forest(label anyelement, features double precision[], weight double precision, options jsonb) (
    SFUNC = streamml.adaptive_random_forest_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.adaptive_random_forest(anyelement, double precision[], double precision, jsonb) IS 'forest of decision trees for classes that replaces trees the stream has moved away from';
CREATE AGGREGATE streamml.adaptive_random_forest(label anyelement, features jsonb) (
    SFUNC = streamml.adaptive_random_forest_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.adaptive_random_forest(anyelement, jsonb) IS 'forest of decision trees for classes that replaces trees the stream has moved away from';
CREATE AGGREGATE streamml.adaptive_random_forest(label anyelement, features jsonb, options jsonb) (
    SFUNC = streamml.adaptive_random_forest_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.adaptive_random_forest(anyelement, jsonb, jsonb) IS 'forest of decision trees for classes that replaces trees the stream has moved away from';
CREATE AGGREGATE streamml.adaptive_random_forest(label anyelement, features jsonb, weight double precision, options jsonb) (
    SFUNC = streamml.adaptive_random_forest_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.adaptive_random_forest(anyelement, jsonb, double precision, jsonb) IS 'forest of decision trees for classes that replaces trees the stream has moved away from';
CREATE AGGREGATE streamml.adaptive_random_forest(label anyelement, features record) (
    SFUNC = streamml.adaptive_random_forest_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.adaptive_random_forest(anyelement, record) IS 'forest of decision trees for classes that replaces trees the stream has moved away from';
CREATE AGGREGATE streamml.adaptive_random_forest(label anyelement, features record, options jsonb) (
    SFUNC = streamml.adaptive_random_forest_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.adaptive_random_forest(anyelement, record, jsonb) IS 'forest of decision trees for classes that replaces trees the stream has moved away from';
CREATE AGGREGATE streamml.adaptive_random_forest(label anyelement, features record, weight double precision, options jsonb) (
    SFUNC = streamml.adaptive_random_forest_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.adaptive_random_forest(anyelement, record, double precision, jsonb) IS 'forest of decision trees for classes that replaces trees the stream has moved away from';
