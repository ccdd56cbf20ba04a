/**
 * What a log says that a build failed of, such that equal causes are equal: on any machine, in any folder, of any package. Pure: lines in,
 * a cause out. How it is judged is in docs/fingerprints.md. Nothing here knows of files, processes or topics.
 */
@NullMarked
package dev.tidemark.fingerprint;

import org.jspecify.annotations.NullMarked;
