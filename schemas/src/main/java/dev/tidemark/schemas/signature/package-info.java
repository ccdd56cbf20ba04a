/**
 * Keys and signatures: Ed25519 as the JDK has it, over DSSE's pre-authentication encoding. What is signed, and who may sign it,
 * is said elsewhere.
 */
@NullMarked
package dev.tidemark.schemas.signature;

import org.jspecify.annotations.NullMarked;
