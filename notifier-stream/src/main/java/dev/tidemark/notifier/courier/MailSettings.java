package dev.tidemark.notifier.courier;

import java.time.Duration;

/**
 * How mail is sent.
 *
 * @param enabled whether it is
 * @param server the SMTP server
 * @param from who it is from, such as {@code Tidemark <tidemark@example.org>}
 * @param perMinute how many mails a minute at most
 * @param courier how it goes about it
 */
public record MailSettings(boolean enabled, Server server, String from, int perMinute, CourierSettings courier) {

    /**
     * The SMTP server.
     *
     * @param security NONE, STARTTLS or TLS
     * @param user empty where it lets everybody in
     * @param timeout how long it may take to answer
     */
    public record Server(String host, int port, Security security, String user, String password, Duration timeout) {

        @Override
        public String toString() {
            return host + ":" + port; // Never with the password.
        }
    }

    /** How the way to the server is kept secret. */
    public enum Security {
        NONE,
        STARTTLS,
        TLS
    }
}
