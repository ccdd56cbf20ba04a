package dev.tidemark.intake;

import dev.tidemark.schemas.event.Package;

/** Takes what a {@link PackageReader} finds. Belongs to one thread. */
public interface PackageSink {

    /**
     * A package. Its set, its names and its edges are checked by the sink, not by the reader.
     *
     * @param origin where it stands
     */
    void take(Package node, Origin origin);

    /**
     * Something that should have been a package and is none.
     *
     * @param reason a part of a sentence, such as {@code "the field version is missing"}
     */
    void problem(Origin origin, String reason);

    /**
     * The source ends where it should go on, so that nobody knows what is missing. Then there is no graph, however lenient.
     *
     * @param origin where it ends
     * @param reason a part of a sentence, such as {@code "the file ends in the middle of a line: fetch it again"}
     */
    void cutOff(Origin origin, String reason);

    /**
     * Something that is not in the graph, and rightly so: worth a line to a person, and no problem.
     *
     * @param what such as {@code "1,204 dependencies on packages of other systems"}
     */
    void note(String what);

    /**
     * How far the reading is.
     *
     * @param what is being read, such as {@code "evaluating"} or a file's name
     * @param done in whatever unit the source has
     * @param of in the same unit; 0 when the end is not known
     */
    void progress(String what, long done, long of);
}
