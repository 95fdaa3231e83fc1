package dev.residual.web.request;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.apache.tomcat.util.threads.TaskQueue;
import org.apache.tomcat.util.threads.ThreadPoolExecutor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads that answer requests. If no more can be started, those that there are answer one
 * request after the other. In Tomcat's own pool the error would end the thread that reads from all
 * connections, and the server would never answer again.
 */
final class RequestThreads extends ThreadPoolExecutor {

  private static final Logger log = LoggerFactory.getLogger(RequestThreads.class);

  private final TaskQueue queue;

  RequestThreads(int min, int max, int idleMillis, TaskQueue queue, ThreadFactory factory) {
    super(min, max, idleMillis, TimeUnit.MILLISECONDS, queue, factory);
    this.queue = queue;
    queue.setParent(this);
  }

  @Override
  public void execute(Runnable request) {
    try {
      super.execute(request);
    } catch (OutOfMemoryError e) {
      // The request counts as submitted already, and as completed once a thread has taken it.
      if (getPoolSize() == 0 || !queue.force(request)) {
        throw e;
      }
      log.warn("A request waits for one of {} threads: {}", getPoolSize(), e.getMessage());
    }
  }
}
