package dev.tidemark.schemas.identity;

/** What of a GPU matters to who asks for one. */
public interface GpuTraits {

    /** What code has to be made for, such as {@code sm-90}; {@code unknown} when its driver does not say. */
    String architecture();

    /** Its own memory, as its driver counts it. */
    long memoryBytes();

    /** Release of its driver, such as {@code 550.54.15}. */
    String driver();
}
