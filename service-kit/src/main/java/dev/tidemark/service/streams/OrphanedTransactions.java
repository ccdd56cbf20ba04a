package dev.tidemark.service.streams;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Transactions that an instance of a topology has left open because it died. Who takes its tasks over cannot read beyond them until
 * they time out, and that is meant to be long enough for the largest transaction. An instance that the group no longer has as a
 * member may commit nothing any more (KIP-447), so nothing is lost by ending what it began at once.
 *
 * <p>Knows ids as Streams makes them: a client's {@code application-process}, a transaction's {@code application-process-thread}; an
 * instance has the same ids in every life ({@link ProcessIdentity}), since brokers know a static member by the client that it first had. Of a
 * group with the classic protocol. Not for more than one thread.
 */
final class OrphanedTransactions {

    private static final Logger LOG = LoggerFactory.getLogger(OrphanedTransactions.class);

    private final String application;

    /** @param application the topology's id */
    OrphanedTransactions(String application) {
        this.application = application;
    }

    /** Ends those that there are now. What is open is asked for first: who has begun one since is a member since before. */
    void end(Admin admin) throws InterruptedException {
        try {
            List<String> open = admin
                    .listTransactions(new ListTransactionsOptions().filterStates(List.of(TransactionState.ONGOING)))
                    .all()
                    .get()
                    .stream()
                    .map(TransactionListing::transactionalId)
                    .filter(id -> id.startsWith(application + "-"))
                    .sorted()
                    .toList();
            List<String> members = open.isEmpty() ? List.of() : members(admin);
            List<String> orphans = open.stream()
                    .filter(id -> members.stream().noneMatch(client -> client.startsWith(process(id))))
                    .toList();
            if (!orphans.isEmpty()) {
                admin.fenceProducers(orphans).all().get();
                LOG.atInfo()
                        .addKeyValue("transactions", orphans)
                        .log("ended what an instance that is gone had left open");
            }
        } catch (ExecutionException e) {
            LOG.atWarn()
                    .addKeyValue("application", application)
                    .addKeyValue("reason", String.valueOf(e.getCause()))
                    .log("what an instance that is gone had left open is waited for until it times out");
        }
    }

    /** The clients of those who are in the group, as they were when they first came and as they are called. */
    private List<String> members(Admin admin) throws ExecutionException, InterruptedException {
        try {
            return admin.describeClassicGroups(List.of(application)).all().get().values().stream()
                    .flatMap(group -> group.members().stream())
                    .flatMap(this::clients)
                    .toList();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return List.of(); // Nobody has ever joined it, or come so far as to commit.
            }
            throw e;
        }
    }

    private Stream<String> clients(MemberDescription member) {
        return Stream.concat(
                Stream.of(member.clientId()),
                member.groupInstanceId().stream()
                        .map(OrphanedTransactions::process) // An instance's threads are numbered, as transactions are.
                        .map(instance -> ProcessIdentity.client(application, instance)));
    }

    /** The part of a transaction's id that is the client's. */
    private static String process(String transactionalId) {
        return transactionalId.substring(0, transactionalId.lastIndexOf('-'));
    }
}
