----------------------------------------------------------------------
-- Drift events: what models with the option "drift", and detectors, have found
-- in continuous views.
----------------------------------------------------------------------

CREATE TABLE streamml.drift_event_log (
    view_id     integer          NOT NULL,
    generation  bigint           NOT NULL,
    model       text             NOT NULL,
    key         jsonb,
    detector    text             NOT NULL,
    number      bigint           NOT NULL,
    ordinal     bigint           NOT NULL,
    value       double precision NOT NULL,
    lsn         pg_lsn           NOT NULL,
    at          timestamptz      NOT NULL
);
COMMENT ON TABLE streamml.drift_event_log IS 'drifts that models of continuous views have found: written by the worker';
REVOKE ALL ON streamml.drift_event_log FROM PUBLIC;
SELECT pg_catalog.pg_extension_config_dump('streamml.drift_event_log', '');

CREATE VIEW streamml.drift_events WITH (security_barrier) AS
    SELECT d.view, e.model, e.key, e.detector, e.number, e.ordinal, e.value, e.lsn, e.at
      FROM streamml.drift_event_log e
      JOIN streamml.view_definition d ON d.id OPERATOR(pg_catalog.=) e.view_id
                                     AND d.generation OPERATOR(pg_catalog.=) e.generation
      JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) d.view::pg_catalog.oid
     WHERE pg_catalog.pg_has_role(c.relowner, 'USAGE'::text);
COMMENT ON VIEW streamml.drift_events IS
    'drifts that the models of your continuous views have found, each once';
COMMENT ON COLUMN streamml.drift_events.model IS 'column of the view that the model is in';
COMMENT ON COLUMN streamml.drift_events.key IS 'keys of the group, NULL in a view without';
COMMENT ON COLUMN streamml.drift_events.number IS 'the how manieth drift of the model it is';
COMMENT ON COLUMN streamml.drift_events.ordinal IS 'the how manieth value of the detector told';
COMMENT ON COLUMN streamml.drift_events.value IS 'the estimate of the detector then';
COMMENT ON COLUMN streamml.drift_events.lsn IS 'position up to which the rows of the same batch go';
GRANT SELECT ON streamml.drift_events TO PUBLIC;
