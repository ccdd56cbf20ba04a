package dev.tidemark.fingerprint;

/** Kinds of tools, by what their words look like. */
public enum Family {
    /** Compilers of any language. */
    COMPILER,
    /** What puts objects and libraries together. */
    LINKER,
    /** CMake, configure, Meson, pkg-config: what looks for what a build needs. */
    CONFIGURATION,
    /** What runs tests. */
    TEST,
    /** A program that ended with an exception or a signal: Python, Node, the JVM and others. */
    RUNTIME,
    /** Make, Ninja, shells and patch. */
    BUILD,
    /** Nix itself: evaluation, fetches, limits. */
    NIX,
    /** No rule knows it: lines that speak of an error, else the last ones; or no line, where a message is all there is. */
    UNKNOWN
}
