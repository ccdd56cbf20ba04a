package dev.tidemark.notifier.courier.github;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import org.kohsuke.github.GitHub;
import org.kohsuke.github.GitHubAbuseLimitHandler;
import org.kohsuke.github.GitHubBuilder;
import org.kohsuke.github.GitHubRateLimitHandler;
import org.kohsuke.github.authorization.AppInstallationAuthorizationProvider;
import org.kohsuke.github.authorization.AuthorizationProvider;
import org.kohsuke.github.connector.GitHubConnector;

/**
 * GitHub, as the one who posts.
 *
 * @param gitHub logged in
 * @param account the name of the account that posts
 */
record Access(GitHub gitHub, Account account) {

    /** Asks GitHub. */
    interface Account {
        String name() throws IOException;
    }

    /** Asks nothing yet. */
    static Access of(GithubSettings settings, GitHubConnector connector, InstantSource clock) {
        GithubSettings.Login login = settings.login();
        if (!login.app().id().isEmpty()) {
            return ofApp(settings, connector, clock);
        }
        GitHub gitHub = client(
                settings,
                connector,
                login.tokenFile().isEmpty() ? () -> authorization(login.token()) : () -> read(login.tokenFile()));
        return new Access(gitHub, () -> gitHub.getMyself().getLogin());
    }

    /** The token of an installation lives for an hour; the library asks for the next one five minutes before that. */
    private static Access ofApp(GithubSettings settings, GitHubConnector connector, InstantSource clock) {
        GithubSettings.App app = settings.login().app();
        AppKey key = new AppKey(app.id(), Path.of(app.keyFile()), clock);
        GitHub itself = client(settings, connector, key);
        GitHub installed = client(
                settings,
                connector,
                new AppInstallationAuthorizationProvider(any -> any.getInstallationById(app.installation()), key));
        return new Access(installed, () -> itself.getApp().getSlug() + "[bot]");
    }

    private static GitHub client(GithubSettings settings, GitHubConnector connector, AuthorizationProvider login) {
        try {
            return new GitHubBuilder()
                    .withEndpoint(settings.api())
                    .withConnector(connector)
                    .withAuthorizationProvider(login)
                    // The connector keeps the limits, and waits for nothing.
                    .withRateLimitHandler(GitHubRateLimitHandler.FAIL)
                    .withAbuseLimitHandler(GitHubAbuseLimitHandler.FAIL)
                    .build();
        } catch (IOException e) {
            throw new AssertionError("it asks for nothing yet", e);
        }
    }

    /** A file that is replaced, as by who rotates tokens, counts at once. */
    private static String read(String file) throws IOException {
        try {
            return authorization(Files.readString(Path.of(file)).strip());
        } catch (IOException e) {
            throw new IOException(
                    "the token cannot be read (%s): put it into the file that github.login.token-file names"
                            .formatted(e),
                    e);
        }
    }

    private static String authorization(String token) {
        return "token " + token;
    }
}
