package dev.tidemark.workspace.nix;

import dev.tidemark.schemas.event.Package;
import dev.tidemark.workspace.PicturedSource;
import java.util.List;
import java.util.SortedMap;

/** Takes what a {@link NixReader} finds. Belongs to one thread. */
public interface SetSink {

    /**
     * A package.
     *
     * @param derivations path of its {@code .drv} by system; of what cannot be evaluated none
     * @param place where it stands
     */
    void take(Package node, SortedMap<String, String> derivations, Place place);

    /**
     * What is fetched for the package that is taken next; whoever does not want to know need not. Not told of one for which nothing is.
     *
     * @param bySystem sources in order, by system
     */
    default void sources(String attribute, SortedMap<String, List<PicturedSource>> bySystem) {}

    /**
     * Something that should have been a package and is none.
     *
     * @param reason a part of a sentence
     */
    void problem(Place place, String reason);

    /**
     * The source ends where it should go on, so that nobody knows what is missing.
     *
     * @param reason a part of a sentence
     */
    void cutOff(Place place, String reason);

    /** Something that is rightly left out, and worth a line to a person. */
    void note(String what);

    /**
     * How far the reading is.
     *
     * @param what is being read
     * @param done in whatever unit the source has
     * @param of in the same unit; 0 when the end is not known
     */
    void progress(String what, long done, long of);

    /**
     * Where something was read.
     *
     * @param source a file's name, or an attribute path
     * @param line from 1; 0 where there are no lines
     */
    record Place(String source, long line) {

        @Override
        public String toString() {
            return line == 0 ? source : source + ":" + line;
        }
    }
}
