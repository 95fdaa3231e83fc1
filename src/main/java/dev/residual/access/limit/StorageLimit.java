package dev.residual.access.limit;

import dev.residual.access.Caller;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * Limits how much is stored for one client. What it is uploading to this node counts, too, so that
 * uploads at the same time do not exceed the limit together.
 */
@Component
public class StorageLimit {

  private final ClientLimits limits;
  private final ObjectProvider<StoredBytes> stored;

  /** Of the clients that are uploading something. */
  private final Map<UUID, StorageAccount> accounts = new ConcurrentHashMap<>();

  StorageLimit(ClientLimits limits, ObjectProvider<StoredBytes> stored) {
    this.limits = limits;
    this.stored = stored;
  }

  /**
   * Begins an upload of the client of this thread's request. It must be closed after the upload is
   * stored, or has failed.
   *
   * @param length in bytes; less than 1 if it is not known
   * @throws dev.residual.web.Problem 507 if it exceeds the limit
   */
  public StorageUse begin(long length) {
    Long limit = limits.current().storedBytes();
    UUID owner = Caller.currentId();
    if (limit == null || owner == null) {
      return new StorageUse(null);
    }
    StorageUse use = new StorageUse(join(owner, limit));
    try {
      use.reserve(Math.max(1, length));
      return use;
    } catch (RuntimeException | Error e) {
      use.close();
      throw e;
    }
  }

  private StorageAccount join(UUID owner, long limit) {
    StorageAccount joined =
        accounts.compute(
            owner,
            (id, known) -> {
              StorageAccount account =
                  known == null
                      ? new StorageAccount(
                          limit,
                          () -> stored.stream().mapToLong(each -> each.of(owner)).sum(),
                          () -> leave(owner))
                      : known;
              account.users++;
              return account;
            });
    joined.begin(limit);
    return joined;
  }

  private void leave(UUID owner) {
    accounts.computeIfPresent(owner, (id, account) -> --account.users == 0 ? null : account);
  }
}
