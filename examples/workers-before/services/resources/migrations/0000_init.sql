CREATE TABLE `leases` (
	`id` text PRIMARY KEY NOT NULL,
	`workspace_id` text NOT NULL,
	`task_id` text NOT NULL,
	`units` integer NOT NULL,
	`expires_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `leases_workspace_id` ON `leases` (`workspace_id`);--> statement-breakpoint
CREATE INDEX `leases_expires_at` ON `leases` (`expires_at`);--> statement-breakpoint
CREATE TABLE `quotas` (
	`workspace_id` text PRIMARY KEY NOT NULL,
	`units` integer NOT NULL,
	`updated_at` integer NOT NULL
);
