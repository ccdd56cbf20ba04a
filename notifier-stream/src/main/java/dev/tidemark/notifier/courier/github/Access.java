package dev.tidemark.notifier.courier.github;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.regex.Pattern;
import org.kohsuke.github.GHException;
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

    /** What can stand in a header: the client would tell anything else in its complaint. */
    private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]+");

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
                login.tokenFile().isEmpty()
                        ? () -> authorization(login.token(), "github.login.token")
                        : () -> read(login.tokenFile()));
        return new Access(gitHub, () -> gitHub.getMyself().getLogin());
    }

    /** The token of an installation lives for an hour; the library asks for the next one five minutes before that. */
    private static Access ofApp(GithubSettings settings, GitHubConnector connector, InstantSource clock) {
        GithubSettings.App app = settings.login().app();
        AppKey key = new AppKey(app.id(), Path.of(app.keyFile()), clock);
        GitHub itself = client(settings, connector, key);
        GitHub installed = client(settings, connector, new Installation(app.installation(), key));
        return new Access(installed, () -> itself.getApp().getSlug() + "[bot]");
    }

    /** Its token. What is wrong with the app's key is told as any other failure, and not as the library does. */
    private static final class Installation extends AppInstallationAuthorizationProvider {
        Installation(long number, AppKey key) {
            super(app -> app.getInstallationById(number), key);
        }

        @Override
        public String getEncodedAuthorization() throws IOException {
            try {
                return super.getEncodedAuthorization();
            } catch (GHException e) {
                throw e.getCause() instanceof IOException cause ? cause : new IOException(e);
            }
        }
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
        String token;
        try {
            token = Files.readString(Path.of(file)).strip();
        } catch (IOException e) {
            throw new IOException(
                    "the token cannot be read (%s): put it into the file that github.login.token-file names"
                            .formatted(e),
                    e);
        }
        return authorization(token, "the file that github.login.token-file names");
    }

    /** @throws IOException when it is no token; it is not told, since it may be most of one */
    private static String authorization(String token, String where) throws IOException {
        if (!TOKEN.matcher(token).matches()) {
            throw new IOException(
                    "%s holds no token: put one line there, the token alone, without white space or other characters within it"
                            .formatted(where));
        }
        return "token " + token;
    }
}
