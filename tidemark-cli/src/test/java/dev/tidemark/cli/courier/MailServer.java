package dev.tidemark.cli.courier;

import com.icegreen.greenmail.mail.MailAddress;
import com.icegreen.greenmail.mail.MovingMessage;
import com.icegreen.greenmail.user.GreenMailUser;
import com.icegreen.greenmail.user.UserException;
import com.icegreen.greenmail.user.UserManager;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.tidemark.github.testing.Hold;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A real SMTP server in this process, which takes mail to anybody. Safe for any thread. */
final class MailServer implements AutoCloseable {

    private static final int STARTUP_MILLIS = 60_000;

    private final GreenMail server;
    private final AtomicReference<@Nullable Hold> next = new AtomicReference<>();

    MailServer() {
        ServerSetup smtp = new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP);
        smtp.setServerStartupTimeout(STARTUP_MILLIS);
        server = new GreenMail(smtp);
        server.start();
        server.getUserManager().setMessageDeliveryHandler(this::take);
    }

    /** Called when a mail has come whole, and before it is answered that it has. */
    private GreenMailUser take(MovingMessage mail, MailAddress to) throws MessagingException, UserException {
        Hold hold = next.getAndSet(null);
        if (hold != null) {
            hold.arrive();
        }
        UserManager users = server.getUserManager();
        synchronized (users) {
            GreenMailUser user = users.getUserByEmail(to.getEmail());
            return user == null ? users.createUser(to.getEmail(), to.getEmail(), to.getEmail()) : user;
        }
    }

    int port() {
        return server.getSmtp().getPort();
    }

    /** The next mail is taken, and the sender hears of it only when it is let go. */
    Hold hold() {
        Hold hold = new Hold();
        next.set(hold);
        return hold;
    }

    List<MimeMessage> all() {
        return List.of(server.getReceivedMessages());
    }

    /** What has come for somebody. */
    List<MimeMessage> of(String person) throws MessagingException {
        String address = address(person);
        List<MimeMessage> theirs = new ArrayList<>();
        for (MimeMessage mail : all()) {
            if (Arrays.stream(mail.getAllRecipients())
                    .anyMatch(to -> to.toString().contains("<" + address + ">"))) {
                theirs.add(mail);
            }
        }
        return List.copyOf(theirs);
    }

    static String address(String person) {
        return person + "@example.org";
    }

    @Override
    public void close() {
        server.stop();
    }
}
