-- What holds for every object of the extension, whoever adds it.

-- every function that users may call is described
SELECT p.oid::regprocedure AS "function without a comment"
FROM pg_proc p
JOIN pg_depend d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'
JOIN pg_extension e ON e.oid = d.refobjid AND e.extname = 'streamml'
WHERE has_function_privilege('public', p.oid, 'EXECUTE')
  AND p.prorettype NOT IN ('internal'::regtype, 'trigger'::regtype)
  AND obj_description(p.oid, 'pg_proc') IS NULL
ORDER BY 1;

-- none can be captured through the search path
SELECT p.oid::regprocedure AS "security definer without search_path"
FROM pg_proc p
JOIN pg_depend d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'
JOIN pg_extension e ON e.oid = d.refobjid AND e.extname = 'streamml'
WHERE p.prosecdef AND NOT coalesce(array_to_string(p.proconfig, ','), '') LIKE '%search_path=%'
ORDER BY 1;

-- nothing of the extension lies outside its schemas
SELECT pg_describe_object(d.classid, d.objid, 0) AS "object in a foreign schema"
FROM pg_depend d
JOIN pg_extension e ON e.oid = d.refobjid AND e.extname = 'streamml'
LEFT JOIN pg_proc p ON d.classid = 'pg_proc'::regclass AND p.oid = d.objid
LEFT JOIN pg_class c ON d.classid = 'pg_class'::regclass AND c.oid = d.objid
LEFT JOIN pg_type t ON d.classid = 'pg_type'::regclass AND t.oid = d.objid
WHERE d.deptype = 'e'
  AND coalesce(p.pronamespace, c.relnamespace, t.typnamespace)
      NOT IN (SELECT oid FROM pg_namespace WHERE nspname IN ('streamml', 'streamml_state'))
ORDER BY 1;

-- tables of the extension cannot be written by everybody
SELECT c.oid::regclass AS "writable by everybody"
FROM pg_class c
WHERE c.relnamespace = 'streamml'::regnamespace AND c.relkind IN ('r', 'v', 'S')
  AND (has_table_privilege('public', c.oid, 'INSERT') OR has_table_privilege('public', c.oid, 'UPDATE')
       OR has_table_privilege('public', c.oid, 'DELETE') OR has_table_privilege('public', c.oid, 'TRUNCATE'))
ORDER BY 1;
