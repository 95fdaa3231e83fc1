package dev.residual.access.key;

import dev.residual.access.AccessControl;
import dev.residual.access.AccessSettings;
import dev.residual.access.Limits;
import dev.residual.access.Role;
import dev.residual.cluster.NodeSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Gives the first admin a key: the one in the file that the settings name, or, if there is neither
 * a file nor any key, a new one that is written to it. Nodes that start at the same time wait for
 * each other, so that one of them does it.
 */
@Component
class FirstAdmin implements SmartInitializingSingleton {

  private static final Logger log = LoggerFactory.getLogger(FirstAdmin.class);
  private static final String NAME = "admin key file";

  private final AccessControl access;
  private final AdminKeyFile file;
  private final NodeSettings node;
  private final ApiKeys table;
  private final KeyLifecycle lifecycle;
  private final KnownKeys known;
  private final TransactionTemplate transaction;

  FirstAdmin(
      AccessControl access,
      AccessSettings settings,
      NodeSettings node,
      ApiKeys table,
      KeyLifecycle lifecycle,
      KnownKeys known,
      PlatformTransactionManager transactions) {
    this.access = access;
    this.file = new AdminKeyFile(settings.adminKeyFile());
    this.node = node;
    this.table = table;
    this.lifecycle = lifecycle;
    this.known = known;
    this.transaction = new TransactionTemplate(transactions);
  }

  @Override
  public void afterSingletonsInstantiated() {
    if (!access.isOpen() && node.role().answers()) {
      transaction.executeWithoutResult(status -> register());
      known.refresh();
    }
  }

  private void register() {
    try {
      table.lock();
      Optional<KeyText> given = file.read();
      if (given.isPresent()) {
        registerUnlessKnown(given.get());
      } else if (table.isEmpty()) {
        KeyLifecycle.Created created = lifecycle.create(NAME, Role.ADMIN, Limits.NONE, null);
        // A crash after this line leaves a key that the next start registers.
        file.write(created.text());
        log.info("The first key, of an admin, was written to {}", file.path().toAbsolutePath());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The key of the first admin cannot be used: " + e, e);
    }
  }

  /** A key that was revoked is known, and stays revoked. */
  private void registerUnlessKnown(KeyText key) throws IOException {
    Optional<ApiKeys.Known> same =
        table.all().stream().filter(known -> known.key().prefix().equals(key.prefix())).findFirst();
    if (same.isEmpty()) {
      lifecycle.addAdmin(key, NAME);
      log.info("The key in {} is that of an admin from now on", file.path().toAbsolutePath());
    } else if (!MessageDigest.isEqual(same.get().sha256(), key.sha256())) {
      throw new IOException(
          "there is another key that begins like that in "
              + file.path()
              + "; change its beginning");
    }
  }
}
