package dev.tidemark.intake;

import dev.tidemark.schemas.event.UnmappedRelease;

/** Where bumps go, and what could be one if somebody knew whose it is. */
public interface BumpOutlet {

    /** Goes nowhere: for a look at what would. */
    BumpOutlet NOWHERE = new BumpOutlet() {
        @Override
        public void put(Release release) {}

        @Override
        public void note(UnmappedRelease release) {}

        @Override
        public void withdraw(UnmappedRelease release) {}
    };

    /**
     * Publishes one bump and waits until the brokers have it.
     *
     * @throws IntakeException when they do not answer in time or refuse; the bump may be published again without harm
     */
    void put(Release release) throws IntakeException;

    /** Keeps a release of which no package is known, in place of an older one of the same name. */
    void note(UnmappedRelease release) throws IntakeException;

    /** Keeps one no longer, since its name is known. */
    void withdraw(UnmappedRelease release) throws IntakeException;
}
