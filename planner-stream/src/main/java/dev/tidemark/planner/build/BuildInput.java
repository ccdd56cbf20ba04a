package dev.tidemark.planner.build;

import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.identity.TrustDomain;

/**
 * The output of a direct dependency.
 *
 * @param attribute the dependency
 * @param outputHash its output in the artifact store
 * @param trust the domain whose store holds it
 */
public record BuildInput(String attribute, Sha256 outputHash, TrustDomain trust) {}
