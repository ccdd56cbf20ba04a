package dev.tidemark.notifier.breakage;

/**
 * A package that changed.
 *
 * @param attribute the package, within its set
 * @param to the version after
 * @param security whether it is a SECURITY bump
 * @param publisher who published it
 */
public record Bump(String attribute, String to, boolean security, String publisher) {

    @Override
    public String toString() {
        return attribute + " " + to;
    }
}
