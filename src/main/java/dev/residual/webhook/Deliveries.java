package dev.residual.webhook;

import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

/** The table of messages to webhooks. */
interface Deliveries extends Repository<Delivery, UUID> {

  Delivery save(Delivery delivery);

  Optional<Delivery> findByWebhookIdAndId(UUID webhookId, UUID id);

  /** Returns the message, locked until the transaction ends. */
  @Lock(LockModeType.PESSIMISTIC_WRITE)
  @Query("select d from Delivery d where d.webhookId = :webhookId and d.id = :id")
  Optional<Delivery> lock(UUID webhookId, UUID id);

  /** Returns messages of a webhook that are due, those first that are due for the longest time. */
  @Query(
      """
      select d from Delivery d
      where d.webhookId = :webhookId
        and d.status = dev.residual.webhook.DeliveryStatus.PENDING and d.nextAttemptAt <= :now
      order by d.nextAttemptAt, d.createdAt, d.id
      """)
  List<Delivery> due(UUID webhookId, Instant now, Limit limit);

  @Query(
      """
      select d from Delivery d where d.webhookId = :webhookId and d.status in :statuses
      order by d.createdAt desc, d.id desc
      """)
  List<Delivery> newest(UUID webhookId, Collection<DeliveryStatus> statuses, Limit limit);

  /** The first condition follows from the second. Databases use only it to seek in an index. */
  @Query(
      """
      select d from Delivery d
      where d.webhookId = :webhookId and d.status in :statuses
        and d.createdAt <= :createdAt and (d.createdAt < :createdAt or d.id < :id)
      order by d.createdAt desc, d.id desc
      """)
  List<Delivery> newestBefore(
      UUID webhookId, Collection<DeliveryStatus> statuses, Instant createdAt, UUID id, Limit limit);

  /** Makes messages due that wait longer than any pause, because the clock was set back. */
  @Modifying
  @Query(
      """
      update Delivery d set d.nextAttemptAt = :now
      where d.status = dev.residual.webhook.DeliveryStatus.PENDING and d.nextAttemptAt > :latest
      """)
  int makeDue(Instant now, Instant latest);

  @Modifying
  @Query("delete from Delivery d where d.webhookId = :webhookId")
  int deleteByWebhook(UUID webhookId);

  @Modifying
  @Query("delete from Delivery d where d.createdAt < :limit")
  int deleteCreatedBefore(Instant limit);

  /** Deletes messages that were written while their webhook was deleted. */
  @Modifying
  @Query(
      """
      delete from Delivery d where not exists (select w.id from Webhook w where w.id = d.webhookId)
      """)
  int deleteWithoutWebhook();
}
