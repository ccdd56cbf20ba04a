package dev.tidemark.schemas.wire;

import dev.tidemark.schemas.identity.Pool;

/**
 * Who says something signed: a life of an agent of a pool.
 *
 * @param pool that it serves
 * @param agent its name, unique within the pool
 * @param incarnation which life of it
 */
public record Attestor(Pool pool, String agent, String incarnation) {}
