package dev.tidemark.agent.log;

import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.schemas.identity.Sha256;

/**
 * Whose log it is.
 *
 * @param attempt unique within the agent's pool
 * @param of the package that is built
 * @param version of it
 * @param buildKey identity of the build, whoever tries it
 */
public record LoggedAttempt(String attempt, PackageId of, String version, Sha256 buildKey) {}
