import { PageHead } from '../../parts/page-head.tsx';

export const SettingsLayout = () => <PageHead title="SettingsLayout" />;
