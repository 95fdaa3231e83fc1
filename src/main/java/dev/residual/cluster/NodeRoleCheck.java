package dev.residual.cluster;

import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.stereotype.Component;

/** Warns at start-up if a node has only one role but an embedded database. */
@Component
class NodeRoleCheck implements SmartInitializingSingleton {

  private static final Logger log = LoggerFactory.getLogger(NodeRoleCheck.class);

  private final DatabaseMode database;
  private final NodeSettings node;

  NodeRoleCheck(DatabaseMode database, NodeSettings node) {
    this.database = database;
    this.node = node;
  }

  @Override
  public void afterSingletonsInstantiated() {
    if (node.role() != NodeRole.ALL && !database.isShared()) {
      log.warn(
          "This node is {} only, and its database is embedded, so no other node can do the rest: "
              + "start it with --spring.profiles.active=postgres, or with --residual.role=all",
          node.role().name().toLowerCase(Locale.ROOT));
    }
  }
}
