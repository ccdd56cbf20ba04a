package dev.tidemark.notifier.courier;

import dev.tidemark.notifier.codec.LetterCodec;
import dev.tidemark.notifier.courier.MailSettings.Security;
import dev.tidemark.notifier.letter.Letter;
import dev.tidemark.notifier.letter.WishLinks;
import dev.tidemark.schemas.event.InboxEntry;
import dev.tidemark.schemas.event.InboxKind;
import jakarta.mail.Address;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;

/**
 * Sends people mail with what is in their inbox. The entry's name is the mail's {@code Message-ID}, so that who gets it twice can tell;
 * all that is told of one breakage is one thread.
 */
public final class MailChannel implements Channel<InboxEntry> {

    private static final String UTF_8 = StandardCharsets.UTF_8.name();
    private static final int PERMANENT = 500;
    private static final Pattern OF_ADDRESS = Pattern.compile("^5\\d\\d[ -]5\\.(?:1\\.\\d+|2\\.1)\\b");

    private final MailSettings settings;
    private final LetterCodec letters;
    private final WishLinks wishes;
    private final Addresses addresses;
    private final Addresses.Endings endings;
    private final InstantSource clock;
    private final InternetAddress from;
    private final Session session;
    private final RateLimit limit;

    /** @throws IllegalArgumentException when the sender's address is none */
    public MailChannel(
            MailSettings settings,
            LetterCodec letters,
            WishLinks wishes,
            Addresses addresses,
            Addresses.Endings endings,
            InstantSource clock) {
        this.settings = settings;
        this.letters = letters;
        this.wishes = wishes;
        this.addresses = addresses;
        this.endings = endings;
        this.clock = clock;
        this.session = Session.getInstance(properties(settings.server()));
        this.limit = new RateLimit(List.of(new RateLimit.Allowed(settings.perMinute(), Duration.ofMinutes(1))));
        try {
            this.from = new InternetAddress(settings.from(), true);
        } catch (AddressException e) {
            throw new IllegalArgumentException(
                    "mail.from \"%s\" is no address: write Name <name@example.org>".formatted(settings.from()), e);
        }
    }

    private static Properties properties(MailSettings.Server server) {
        Properties properties = new Properties();
        String protocol = server.security() == Security.TLS ? "smtps" : "smtp";
        properties.put("mail.transport.protocol", protocol);
        String prefix = "mail." + protocol + ".";
        properties.put(prefix + "host", server.host());
        properties.put(prefix + "port", Integer.toString(server.port()));
        properties.put(prefix + "auth", Boolean.toString(!server.user().isEmpty()));
        properties.put(prefix + "starttls.enable", Boolean.toString(server.security() == Security.STARTTLS));
        properties.put(prefix + "starttls.required", Boolean.toString(server.security() == Security.STARTTLS));
        properties.put(prefix + "ssl.checkserveridentity", "true");
        String timeout = Long.toString(server.timeout().toMillis());
        properties.put(prefix + "connectiontimeout", timeout);
        properties.put(prefix + "timeout", timeout);
        properties.put(prefix + "writetimeout", timeout);
        return properties;
    }

    @Override
    public Outcome deliver(InboxEntry entry) {
        if (entry.getKind() == InboxKind.NOTE) {
            return Outcome.DELIVERED;
        }
        Optional<String> to = addresses.mail(entry.getPerson());
        if (to.isEmpty()) {
            return Outcome.DELIVERED;
        }
        Duration wait;
        synchronized (limit) {
            wait = limit.wait(clock.instant());
            if (wait.isZero()) {
                limit.take(clock.instant());
            }
        }
        return wait.isZero() ? send(entry, to.get()) : new Outcome.NotYet(wait);
    }

    @Override
    public boolean isBeforeTheWish(InboxEntry entry) {
        return addresses
                .mailSince(entry.getPerson())
                .filter(entry.getAt()::isBefore)
                .isPresent();
    }

    private Outcome send(InboxEntry entry, String to) {
        InternetAddress address;
        try {
            address = new InternetAddress(to, true);
            address.setPersonal(addresses.name(entry.getPerson()), UTF_8);
        } catch (AddressException | UnsupportedEncodingException e) {
            return ended(entry, "their address is none: " + e.getMessage());
        }
        try {
            transport(message(entry, address), address);
            return Outcome.DELIVERED;
        } catch (SendFailedException e) {
            return refused(e).map(reason -> ended(entry, reason)).orElseGet(() -> Outcome.failed(words(e)));
        } catch (MessagingException e) {
            return Outcome.failed(words(e));
        }
    }

    private void transport(MimeMessage message, InternetAddress address) throws MessagingException {
        MailSettings.Server server = settings.server();
        try (Transport transport = session.getTransport()) {
            if (server.user().isEmpty()) {
                transport.connect();
            } else {
                transport.connect(server.host(), server.port(), server.user(), server.password());
            }
            transport.sendMessage(message, new Address[] {address});
        }
    }

    private MimeMessage message(InboxEntry entry, InternetAddress to) throws MessagingException {
        Letter letter = letters.letter(entry);
        String domain = from.getAddress().substring(from.getAddress().indexOf('@') + 1);
        MimeMessage message = new Named(session, "<%s@%s>".formatted(entry.getEntry(), domain));
        message.setFrom(from);
        message.setRecipient(Message.RecipientType.TO, to);
        message.setSubject(letter.subject(), UTF_8);
        message.setSentDate(Date.from(entry.getAt()));
        if (letter.thread().isPresent()) {
            String root = "<%s@%s>".formatted(letter.thread().get(), domain);
            message.setHeader("In-Reply-To", root);
            message.setHeader("References", root);
        }
        message.setHeader("Auto-Submitted", "auto-generated");
        message.setHeader("List-Id", "Tidemark <breakages.%s>".formatted(domain));
        message.setHeader("List-Unsubscribe", "<" + wishes.noMail(entry.getPerson()) + ">");
        message.setHeader("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
        MimeBodyPart text = new MimeBodyPart();
        text.setText(letter.text(), UTF_8, "plain");
        MimeBodyPart html = new MimeBodyPart();
        html.setText(letter.html(), UTF_8, "html");
        message.setContent(new MimeMultipart("alternative", text, html));
        message.saveChanges();
        return message;
    }

    /** One that keeps the name that it is given. */
    private static final class Named extends MimeMessage {
        private final String id;

        Named(Session session, String id) {
            super(session);
            this.id = id;
        }

        @Override
        protected void updateMessageID() throws MessagingException {
            setHeader("Message-ID", id);
        }
    }

    /** Somebody to whom mail never gets is sent none until they say so again; what it would have told is in their feed. */
    private Outcome ended(InboxEntry entry, String reason) {
        endings.mailEnded(entry.getPerson(), reason);
        return new Outcome.Refused("mail to %s is refused (%s): they get no more until tidemark subscribe %s --mail"
                .formatted(entry.getPerson(), reason, entry.getPerson()));
    }

    /**
     * That a server says of the address itself that it takes no mail (RFC 3463: 5.1.x, and 5.2.1 for one that is disabled). Any other
     * refusal, as of who sends or without a login, is the operator's to mend.
     */
    private static Optional<String> refused(SendFailedException failure) {
        for (Exception next = failure; next instanceof MessagingException each; next = each.getNextException()) {
            if (each instanceof SMTPAddressFailedException address
                    && address.getReturnCode() >= PERMANENT
                    && OF_ADDRESS.matcher(words(address)).find()) {
                return Optional.of(words(address));
            }
        }
        return Optional.empty();
    }

    private static String words(MessagingException e) {
        return String.valueOf(e.getMessage())
                .lines()
                .findFirst()
                .orElse("no reason")
                .strip();
    }
}
