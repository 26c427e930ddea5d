----------------------------------------------------------------------
-- Features: of text, of other features, of names
--
-- What makes jsonb is for learners as it is, or as a column of a record.
----------------------------------------------------------------------

CREATE FUNCTION streamml.words(body text, options jsonb DEFAULT '{}') RETURNS jsonb
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'text_words';
COMMENT ON FUNCTION streamml.words(text, jsonb) IS 'bag of words: how often each word is in the text';
CREATE FUNCTION streamml.ngrams(body text, n integer, options jsonb DEFAULT '{}') RETURNS jsonb
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'text_ngrams';
COMMENT ON FUNCTION streamml.ngrams(text, integer, jsonb) IS 'how often each n words, or characters, follow one another in the text';

CREATE FUNCTION streamml.interactions(features jsonb, degree integer DEFAULT 2, powers boolean DEFAULT false) RETURNS jsonb
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'feature_interactions';
COMMENT ON FUNCTION streamml.interactions(jsonb, integer, boolean) IS 'the features and the products of up to so many of them';
CREATE FUNCTION streamml.interactions(features jsonb, VARIADIC terms text[]) RETURNS jsonb
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'feature_interactions_terms';
COMMENT ON FUNCTION streamml.interactions(jsonb, text[]) IS 'the features and the products that the terms name, as in user*item';
CREATE FUNCTION streamml.interactions(features double precision[], degree integer DEFAULT 2, powers boolean DEFAULT false) RETURNS double precision[]
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'feature_interactions_array';
COMMENT ON FUNCTION streamml.interactions(double precision[], integer, boolean) IS 'the features and the products of up to so many of them';

CREATE FUNCTION streamml.hash_features(features jsonb, bits integer DEFAULT 10, signed boolean DEFAULT true) RETURNS double precision[]
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'feature_hash_array';
COMMENT ON FUNCTION streamml.hash_features(jsonb, integer, boolean) IS 'named features as an array of 2^bits elements';
CREATE FUNCTION streamml.one_hot(category text, categories text[]) RETURNS double precision[]
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'feature_one_hot';
COMMENT ON FUNCTION streamml.one_hot(text, text[]) IS 'an array that is 1 at the place of the category and else 0';

CREATE FUNCTION streamml.hashed_features(model streamml.model, OUT feature text, OUT slot integer,
        OUT entries bigint, OUT collisions bigint) RETURNS SETOF record
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'model_hashed_features';
COMMENT ON FUNCTION streamml.hashed_features(streamml.model) IS 'slots of a model that hashes names: whose they are, and how often others met there';
CREATE FUNCTION streamml.unknown_features(model streamml.model, features jsonb) RETURNS text[]
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'model_unknown_features';
COMMENT ON FUNCTION streamml.unknown_features(streamml.model, jsonb) IS 'features and categories that the model has never seen';
CREATE FUNCTION streamml.unknown_features(model streamml.model, features record) RETURNS text[]
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'model_unknown_features';
COMMENT ON FUNCTION streamml.unknown_features(streamml.model, record) IS 'features and categories that the model has never seen';
