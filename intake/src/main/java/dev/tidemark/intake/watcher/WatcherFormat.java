package dev.tidemark.intake.watcher;

import dev.tidemark.intake.IntakeException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** A form in which others write what upstream has released. docs/formats/bumps.md has an example of each. */
public enum WatcherFormat {
    /** nvchecker's log, {@code --logger=json}: an object a line. */
    NVCHECKER("nvchecker"),
    /** What {@code nvcmp --json} prints: a list. */
    NVCMP("nvcmp"),
    /** What an {@code updateScript} of nixpkgs prints. */
    UPDATE_SCRIPT("update-script"),
    /** The queue of nixpkgs-update: attribute, old and new version a line. */
    NIXPKGS_UPDATE("nixpkgs-update"),
    /** Titles of commits or pull requests: {@code firefox: 54.0.1 -> 55.0}. */
    TITLES("titles"),
    /** Anitya's messages {@code project.version.update.v2}. */
    ANITYA("anitya"),
    /** GitHub's webhook {@code release}, or releases as its API has them. */
    GITHUB_RELEASE("github-release"),
    /** Tidemark's own: an object a line. */
    JSONL("jsonl");

    private final String label;

    WatcherFormat(String label) {
        this.label = label;
    }

    /** As people write it. */
    public String label() {
        return label;
    }

    /**
     * The one of that name.
     *
     * @throws IllegalArgumentException when there is none
     */
    public static WatcherFormat named(String label) {
        return ifNamed(label)
                .orElseThrow(() -> new IllegalArgumentException(
                        "\"%s\" is no format of bumps: use %s".formatted(label, labels())));
    }

    private static Optional<WatcherFormat> ifNamed(String label) {
        return Arrays.stream(values()).filter(each -> each.label.equals(label)).findFirst();
    }

    /** All names, with commas between them. */
    public static String labels() {
        return Arrays.stream(values()).map(WatcherFormat::label).collect(Collectors.joining(", "));
    }

    /**
     * Reads to the end and hands on what it finds while it reads, so that a text may go on for ever.
     *
     * @param source what it is called in messages
     * @throws IntakeException when it cannot be read on, with where and why; or the taker's own
     */
    public void read(String source, InputStream text, Sightings taker) throws IntakeException {
        try {
            reader().read(source, text, taker);
        } catch (IOException e) {
            throw new IntakeException(
                    "%s cannot be read on (%s); what came before was taken.".formatted(source, e.getMessage()), e);
        }
    }

    private SightingReader reader() {
        return switch (this) {
            case NVCHECKER -> new ObjectLines(new NvcheckerForm());
            case NVCMP -> new ObjectStream(new NvcmpForm());
            case UPDATE_SCRIPT -> new ObjectStream(new UpdateScriptForm());
            case NIXPKGS_UPDATE -> new TextLines(new NixpkgsUpdateForm());
            case TITLES -> new TextLines(new TitleForm());
            case ANITYA -> new ObjectStream(new AnityaForm());
            case GITHUB_RELEASE -> new ObjectStream(new GithubReleaseForm());
            case JSONL -> new ObjectLines(new BumpLineForm());
        };
    }
}
