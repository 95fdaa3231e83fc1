package dev.residual.feedback;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The table of the images of predictions. */
@Component
class PredictionImages {

  /** An image to be stored. */
  record Encoded(UUID prediction, byte[] png) {}

  /** An image in the table and its size. */
  record Sized(UUID prediction, int bytes) {}

  /** An image whose truth is known. */
  record Labeled(UUID prediction, int truth) {}

  private final JdbcTemplate jdbc;
  private final JdbcClient client;

  PredictionImages(JdbcTemplate jdbc, JdbcClient client) {
    this.jdbc = jdbc;
    this.client = client;
  }

  void insert(List<Encoded> images) {
    jdbc.batchUpdate(
        "insert into prediction_image (prediction_id, labeled, bytes, png)"
            + " values (?, false, ?, ?)",
        images,
        images.size(),
        (row, image) -> {
          row.setObject(1, image.prediction());
          row.setInt(2, image.png().length);
          row.setBytes(3, image.png());
        });
  }

  /** Notes that the truth of a prediction is known, if it has an image. */
  void setLabeled(UUID prediction) {
    client
        .sql("update prediction_image set labeled = true where prediction_id = :id")
        .param("id", prediction)
        .update();
  }

  Optional<byte[]> png(UUID prediction) {
    return client
        .sql("select png from prediction_image where prediction_id = :id")
        .param("id", prediction)
        .query((row, index) -> row.getBytes("png"))
        .optional();
  }

  /** Returns the bytes of all images. */
  long bytes() {
    return client
        .sql("select coalesce(sum(bytes), 0) from prediction_image")
        .query(Long.class)
        .single();
  }

  /** Returns the oldest images with or without truth. */
  List<Sized> oldest(boolean labeled, int count) {
    return client
        .sql(
            """
            select prediction_id, bytes from prediction_image where labeled = :labeled
            order by prediction_id fetch first :count rows only
            """)
        .param("labeled", labeled)
        .param("count", count)
        .query((row, index) -> new Sized(row.getObject(1, UUID.class), row.getInt(2)))
        .list();
  }

  void delete(List<UUID> predictions) {
    jdbc.batchUpdate(
        "delete from prediction_image where prediction_id = ?",
        predictions,
        Math.max(1, predictions.size()),
        (row, id) -> row.setObject(1, id));
  }

  /** Deletes the oldest images without truth from before a time, and returns how many. */
  int deleteUnlabeledBefore(Instant limit, int count) {
    return client
        .sql(
            """
            delete from prediction_image where prediction_id in (
              select prediction_id from prediction_image
              where labeled = false and prediction_id < :limit
              order by prediction_id fetch first :count rows only)
            """)
        .param("limit", TimeOrderedIds.first(limit))
        .param("count", count)
        .update();
  }

  /**
   * Returns the images of a model whose truth is known, class by class.
   *
   * @param from the earliest time of their predictions; null for any
   * @param end the time that is too late; null for any
   */
  List<Labeled> labeled(UUID model, @Nullable Instant from, @Nullable Instant end) {
    return client
        .sql(
            """
            select p.id, p.truth from prediction p
            join prediction_image i on i.prediction_id = p.id
            where p.model_id = :model and p.id > :from and p.id < :end
              and i.labeled = true and p.truth is not null
            order by p.truth, p.id
            """)
        .param("model", model)
        .param("from", TimeOrderedIds.first(from == null ? Instant.EPOCH : from))
        .param("end", TimeOrderedIds.first(end == null ? TimeOrderedIds.LAST : end))
        .query((row, index) -> new Labeled(row.getObject(1, UUID.class), row.getInt(2)))
        .list();
  }
}
