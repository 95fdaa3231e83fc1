package dev.residual.webhook;

import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

/** The table of webhooks. */
interface Webhooks extends Repository<Webhook, UUID> {

  Webhook save(Webhook webhook);

  void delete(Webhook webhook);

  long count();

  boolean existsByUrl(String url);

  Optional<Webhook> findById(UUID id);

  /** Returns the webhook, locked until the transaction ends. */
  @Lock(LockModeType.PESSIMISTIC_WRITE)
  @Query("select w from Webhook w where w.id = :id")
  Optional<Webhook> lock(UUID id);

  List<Webhook> findByEnabledTrue();

  @Query("select w from Webhook w order by w.createdAt desc, w.id desc")
  List<Webhook> newest(Limit limit);

  /** The first condition follows from the second. Databases use only it to seek in an index. */
  @Query(
      """
      select w from Webhook w
      where w.createdAt <= :createdAt and (w.createdAt < :createdAt or w.id < :id)
      order by w.createdAt desc, w.id desc
      """)
  List<Webhook> newestBefore(Instant createdAt, UUID id, Limit limit);

  /** Returns the webhooks that have a message which is due. */
  @Query(
      """
      select w.id from Webhook w where w.enabled = true and exists (
        select d.id from Delivery d
        where d.webhookId = w.id
          and d.status = dev.residual.webhook.DeliveryStatus.PENDING and d.nextAttemptAt <= :now)
      """)
  List<UUID> withDueDeliveries(Instant now);
}
