package dev.tidemark.notifier.courier.github;

import dev.tidemark.notifier.courier.CourierSettings;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which tracker breakages are posted to, and how.
 *
 * @param repository {@code owner/name}; empty where there is no tracker, and then nothing else counts
 * @param api where GitHub's API is, such as {@code https://github.example.org/api/v3}
 * @param login who posts
 * @param formerAccounts accounts whose issues count as this one's own, such as those of a token used before
 * @param mention whether those who can act are mentioned where their account is known
 * @param labels what a new issue is labelled with
 * @param timeout how long an answer may take
 * @param limits how much is posted
 * @param courier how it goes about it
 */
public record GithubSettings(
        String repository,
        String api,
        Login login,
        List<String> formerAccounts,
        boolean mention,
        List<String> labels,
        Duration timeout,
        Limits limits,
        CourierSettings courier) {

    private static final Pattern REPOSITORY = Pattern.compile("[\\w-][\\w.-]*/[\\w.-]+");
    private static final int LONGEST_LABEL = 50;
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    /** @throws IllegalArgumentException when there is a tracker and something about it is wrong, with the next step */
    public GithubSettings {
        formerAccounts = List.copyOf(formerAccounts);
        labels = List.copyOf(labels);
        if (!repository.isEmpty()) {
            if (!REPOSITORY.matcher(repository).matches()) {
                throw new IllegalArgumentException(
                        "github.repository is \"%s\": write owner/name".formatted(repository));
            }
            if (!isSafe(URI.create(api))) {
                throw new IllegalArgumentException(
                        "github.api is \"%s\": the token goes there, so write an address that begins with https://"
                                .formatted(api));
            }
            if (login.ways() != 1) {
                throw new IllegalArgumentException(
                        "github.login says %d ways to log in: write one of token, token-file and app"
                                .formatted(login.ways()));
            }
            login.app().check();
            labels.forEach(GithubSettings::checkLabel);
        }
    }

    private static void checkLabel(String label) {
        int length = label.strip().codePointCount(0, label.strip().length());
        if (length < 1 || length > LONGEST_LABEL) {
            throw new IllegalArgumentException(
                    "github.labels has \"%s\": GitHub takes 1 to %d characters".formatted(label, LONGEST_LABEL));
        }
    }

    private static boolean isSafe(URI api) {
        return "https".equals(api.getScheme())
                || ("http".equals(api.getScheme()) && LOOPBACK.contains(String.valueOf(api.getHost())));
    }

    /** Whether there is a tracker. */
    public boolean hasTracker() {
        return !repository.isEmpty();
    }

    /**
     * Who posts: exactly one of the three.
     *
     * @param token a personal access token; empty for none
     * @param tokenFile a file that holds one, read again for each request; empty for none
     * @param app an app installed in the repository
     */
    public record Login(String token, String tokenFile, App app) {

        /** What a shell or a file has left at the token's ends is no part of it. */
        public Login {
            token = token.strip();
        }

        private int ways() {
            return (token.isEmpty() ? 0 : 1)
                    + (tokenFile.isEmpty() ? 0 : 1)
                    + (app.id().isEmpty() ? 0 : 1);
        }

        @Override
        public String toString() {
            return app.id().isEmpty() ? "a token" : "the app " + app.id(); // Never the token.
        }
    }

    /**
     * A GitHub App.
     *
     * @param id its id or client id; empty for none
     * @param installation the number of its installation where the repository is
     * @param keyFile its private key, PEM as GitHub hands it out
     */
    public record App(String id, long installation, String keyFile) {

        private void check() {
            if (!id.isEmpty() && installation < 1) {
                throw new IllegalArgumentException(
                        "github.login.app.installation is %d: write the number at the end of the installation's address"
                                .formatted(installation));
            }
            if (!id.isEmpty() && keyFile.isEmpty()) {
                throw new IllegalArgumentException(
                        "github.login.app has no key-file: name the .pem that GitHub generated for the app");
            }
        }
    }

    /**
     * How much is posted: every request that creates or changes something counts.
     *
     * @param perMinute at most 80, as GitHub allows
     * @param perHour at most 500, as GitHub allows
     */
    public record Limits(int perMinute, int perHour) {

        private static final int MINUTE = 80;
        private static final int HOUR = 500;

        /** @throws IllegalArgumentException for less than one, and for more than GitHub allows */
        public Limits {
            if (perMinute < 1 || perMinute > MINUTE || perHour < 1 || perHour > HOUR) {
                throw new IllegalArgumentException(
                        "github.limits are %d a minute and %d an hour: use 1 to %d and 1 to %d"
                                .formatted(perMinute, perHour, MINUTE, HOUR));
            }
        }
    }
}
