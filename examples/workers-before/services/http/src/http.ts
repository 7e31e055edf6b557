import { logging } from '@acme/shared/logging';
import { Hono } from 'hono';
import { withLogs } from 'linestamp/runtime';
import type { AppEnv } from './app-env.ts';
import { handleError, handleNotFound } from './errors.ts';
import { accessLog } from './middleware/access-log.ts';
import { authenticate } from './middleware/auth.ts';
import { limitRate } from './middleware/rate-limit.ts';
import { openScope } from './middleware/scope.ts';
import { healthRoutes } from './routes/health-routes.ts';
import { logRoutes } from './routes/log-routes.ts';
import { taskRoutes } from './routes/task-routes.ts';
import { workspaceRoutes } from './routes/workspace-routes.ts';

const app = new Hono<AppEnv>();

app.use(openScope, accessLog);
app.route('/health', healthRoutes);
app.use('/v1/*', authenticate, limitRate);
app.route('/v1/tasks', taskRoutes);
app.route('/v1/workspace', workspaceRoutes);
app.route('/v1/logs', logRoutes);
app.onError(handleError);
app.notFound(handleNotFound);

export default withLogs(app, logging);
