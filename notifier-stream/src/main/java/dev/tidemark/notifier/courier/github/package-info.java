/**
 * Breakages as issues of the operator's tracker on GitHub. {@code GithubChannel} is where it begins; what an issue lacks ({@code Step}) and
 * what marks it ({@code Marker}) is pure. Nobody else sees the library that speaks GitHub's API.
 */
@NullMarked
package dev.tidemark.notifier.courier.github;

import org.jspecify.annotations.NullMarked;
