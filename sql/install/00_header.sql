-- complain if the script is sourced in psql, rather than via CREATE EXTENSION
\echo Use "CREATE EXTENSION streamml" to load this file. \quit

SET LOCAL search_path = pg_catalog, pg_temp;
